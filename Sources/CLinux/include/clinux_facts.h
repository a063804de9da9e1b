// What a host and its network devices are set to; read once, far from any measurement.
#ifndef CLINUX_FACTS_H
#define CLINUX_FACTS_H

#include <stdint.h>

// The text of a gzip file (or of a plain one), at most `capacity` bytes of it; its length or -errno.
int64_t cl_read_gzip(const char *path, char *buffer, int64_t capacity);

// Soft limit of locked memory in bytes; -1 for none, or -errno.
int64_t cl_memlock_limit(int *unlimited);

// Version of the C library this process runs with.
const char *cl_glibc_version(void);

// MTU of a device in the calling thread's network namespace, or -errno.
int cl_device_mtu(const char *device);

// Features that the kernel answers with one word through SIOCETHTOOL.
enum cl_device_feature {
  CL_DEVICE_TX_CHECKSUM,
  CL_DEVICE_RX_CHECKSUM,
  CL_DEVICE_SCATTER_GATHER,
  CL_DEVICE_TSO,
  CL_DEVICE_GSO,
  CL_DEVICE_GRO,
  CL_DEVICE_LRO,
};

// 1 on, 0 off, or -errno.
int cl_device_feature(const char *device, int feature);

// Queues a device uses now (ETHTOOL_GCHANNELS); 0 or -errno.
int cl_device_queues(const char *device, uint32_t *receive, uint32_t *transmit, uint32_t *combined);

// Name of a device's driver into `name` of 32 bytes; 0 or -errno.
int cl_device_driver(const char *device, char *name);

#endif
