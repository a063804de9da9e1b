#include "include/clinux_tcpinfo.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#define COVERED(field, length) \
  (offsetof(struct tcp_info, field) + sizeof(((struct tcp_info *)0)->field) <= (length))
#define FIELD(field) (COVERED(field, length) ? (int64_t)tcp.field : -1)

void cl_tcp_info_decode(const void *bytes, uint32_t length, struct cl_tcp_info *info) {
  struct tcp_info tcp;
  memset(&tcp, 0, sizeof tcp);
  memcpy(&tcp, bytes, length < sizeof tcp ? length : sizeof tcp);
  info->snd_mss = FIELD(tcpi_snd_mss);
  info->rtt_us = FIELD(tcpi_rtt);
  info->snd_cwnd = FIELD(tcpi_snd_cwnd);
  info->total_retrans = FIELD(tcpi_total_retrans);
  info->segs_out = FIELD(tcpi_segs_out);
  info->data_segs_out = FIELD(tcpi_data_segs_out);
  info->bytes_received = FIELD(tcpi_bytes_received);
  info->bytes_sent = FIELD(tcpi_bytes_sent);
  info->delivery_rate = FIELD(tcpi_delivery_rate);
  info->delivery_rate_app_limited =
      COVERED(tcpi_delivery_rate, length) ? tcp.tcpi_delivery_rate_app_limited : -1;
  info->busy_us = FIELD(tcpi_busy_time);
  info->rwnd_limited_us = FIELD(tcpi_rwnd_limited);
  info->sndbuf_limited_us = FIELD(tcpi_sndbuf_limited);
}

int cl_tcp_info(int descriptor, struct cl_tcp_info *info) {
  struct tcp_info tcp;
  socklen_t length = sizeof tcp;
  if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &tcp, &length) != 0) return -errno;
  cl_tcp_info_decode(&tcp, length, info);
  return 0;
}
