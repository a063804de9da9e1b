#ifndef CLINUX_PERF_H
#define CLINUX_PERF_H

#endif
