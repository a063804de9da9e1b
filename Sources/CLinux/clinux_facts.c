#define _GNU_SOURCE
#include "include/clinux_facts.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

int64_t cl_read_gzip(const char *path, char *buffer, int64_t capacity) {
  errno = 0;
  gzFile file = gzopen(path, "rb");
  if (!file) return errno ? -errno : -ENOMEM;
  int64_t length = 0;
  int count = 0;
  while (length < capacity && (count = gzread(file, buffer + length, (unsigned)(capacity - length))) > 0) {
    length += count;
  }
  gzclose(file);
  return count < 0 ? -EIO : length;
}

int64_t cl_memlock_limit(int *unlimited) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -errno;
  *unlimited = limit.rlim_cur == RLIM_INFINITY;
  return *unlimited ? 0 : (int64_t)limit.rlim_cur;
}

static int device_ioctl(const char *device, unsigned long request, struct ifreq *interface) {
  if (strlen(device) >= IFNAMSIZ) return -ENODEV;
  strcpy(interface->ifr_name, device);
  int socket_descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_descriptor < 0) return -errno;
  int result = ioctl(socket_descriptor, request, interface) == 0 ? 0 : -errno;
  close(socket_descriptor);
  return result;
}

static int ethtool(const char *device, void *command) {
  struct ifreq interface;
  memset(&interface, 0, sizeof interface);
  interface.ifr_data = command;
  return device_ioctl(device, SIOCETHTOOL, &interface);
}

int cl_device_mtu(const char *device) {
  struct ifreq interface;
  memset(&interface, 0, sizeof interface);
  int result = device_ioctl(device, SIOCGIFMTU, &interface);
  return result < 0 ? result : interface.ifr_mtu;
}

int cl_device_feature(const char *device, int feature) {
  static const uint32_t commands[] = {
      [CL_DEVICE_TX_CHECKSUM] = ETHTOOL_GTXCSUM, [CL_DEVICE_RX_CHECKSUM] = ETHTOOL_GRXCSUM,
      [CL_DEVICE_SCATTER_GATHER] = ETHTOOL_GSG,  [CL_DEVICE_TSO] = ETHTOOL_GTSO,
      [CL_DEVICE_GSO] = ETHTOOL_GGSO,            [CL_DEVICE_GRO] = ETHTOOL_GGRO,
      [CL_DEVICE_LRO] = ETHTOOL_GFLAGS,
  };
  struct ethtool_value value = {.cmd = commands[feature]};
  int result = ethtool(device, &value);
  if (result < 0) return result;
  return feature == CL_DEVICE_LRO ? (value.data & ETH_FLAG_LRO) != 0 : value.data != 0;
}

int cl_device_queues(const char *device, uint32_t *receive, uint32_t *transmit, uint32_t *combined) {
  struct ethtool_channels channels = {.cmd = ETHTOOL_GCHANNELS};
  int result = ethtool(device, &channels);
  *receive = channels.rx_count;
  *transmit = channels.tx_count;
  *combined = channels.combined_count;
  return result;
}

int cl_device_driver(const char *device, char *name) {
  struct ethtool_drvinfo information = {.cmd = ETHTOOL_GDRVINFO};
  int result = ethtool(device, &information);
  memcpy(name, information.driver, 32);
  name[31] = 0;
  return result;
}

const char *cl_glibc_version(void) { return gnu_get_libc_version(); }
