// TCP_INFO as the running kernel fills it: a field it does not know is -1, never 0.
#ifndef CLINUX_TCPINFO_H
#define CLINUX_TCPINFO_H

#include <stdint.h>

struct cl_tcp_info {
  int64_t snd_mss, rtt_us, snd_cwnd, total_retrans, segs_out, data_segs_out;
  int64_t bytes_received, bytes_sent, delivery_rate, delivery_rate_app_limited;
  int64_t busy_us, rwnd_limited_us, sndbuf_limited_us;
};

// Reads TCP_INFO of a socket; 0 or -errno.
int cl_tcp_info(int descriptor, struct cl_tcp_info *info);

// Decodes a struct tcp_info of which the kernel returned `length` bytes.
void cl_tcp_info_decode(const void *bytes, uint32_t length, struct cl_tcp_info *info);

#endif
