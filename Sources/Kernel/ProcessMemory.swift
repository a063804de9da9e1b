import CLinux

/// The memory of this process beyond what it uses.
package enum ProcessMemory {
  /// Gives back to the system what is free but kept for the thread that used it (malloc_trim(3)).
  ///
  /// malloc(3) has a heap for each thread, and what one thread let go serves no other: without this, work that moves on
  /// from one thread to several holds the memory of both.
  package static func returnFree() {
    _ = cl_return_free_memory()
  }
}
