// The target needs one translation unit; the calls are static inline in include/.
#include "CLinux.h"
