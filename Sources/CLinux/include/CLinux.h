// Kernel calls and constants that Swift cannot spell. Every function answers >= 0, or -errno.
// No _GNU_SOURCE in here: Swift imports these headers into its own view of the C library.
#ifndef CLINUX_H
#define CLINUX_H

#include "clinux_atomics.h"
#include "clinux_facts.h"
#include "clinux_namespace.h"
#include "clinux_perf.h"
#include "clinux_process.h"
#include "clinux_proof.h"
#include "clinux_profile.h"
#include "clinux_socket.h"
#include "clinux_tcpinfo.h"
#include "clinux_trials.h"
#include "clinux_tracepoint.h"

#endif
