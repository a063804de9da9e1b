import SystemPackage

/// Turns the `>= 0` or `-errno` of a call in CLinux into a value or a thrown error.
@discardableResult
package func check(_ result: Int) throws(Errno) -> Int {
  guard result >= 0 else { throw Errno(rawValue: Int32(-result)) }
  return result
}
