import Records
import SystemPackage

/// A file of /proc that is read at both edges of a window through one descriptor.
///
/// The kernel writes the text anew for every read from offset 0, so that an edge costs one `pread` and no
/// path walk.
final class ProcFile: Sendable {
  let path: String
  /// The path that reasons name.
  private let shown: String
  /// nil: opened anew for every reading.
  private let descriptor: Obtained<FileDescriptor>?

  /// - Parameters:
  ///   - shown: the path that reasons name, where it is another one.
  ///   - held: whether a descriptor is kept, of which a process has only so many.
  init(_ path: String, shownAs shown: String? = nil, held: Bool = true) {
    self.path = path
    self.shown = shown ?? path
    descriptor = held ? Self.open(path, self.shown) : nil
  }

  /// Whether a descriptor is kept.
  var isHeld: Bool { descriptor != nil }

  deinit {
    if case .success(let descriptor) = descriptor { try? descriptor.close() }
  }

  private static func open(_ path: String, _ shown: String) -> Obtained<FileDescriptor> {
    do {
      return .success(try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec))
    } catch {
      return .failure(Unavailable("cannot open \(shown)", errno: (error as? Errno)?.rawValue ?? 0))
    }
  }

  /// The whole text; /proc files that hold tables answer in several pieces.
  func bytes() throws(Unavailable) -> [UInt8] {
    var text: [UInt8] = []
    while true {
      let piece = try firstBytes(upTo: 16384, offset: text.count)
      if piece.isEmpty { return text }
      text += piece
    }
  }

  /// What one `pread` returns: enough for the small files of a thread.
  func firstBytes(upTo limit: Int, offset: Int = 0) throws(Unavailable) -> [UInt8] {
    guard let held = descriptor else {
      return try ProcFile(path, shownAs: shown).firstBytes(upTo: limit, offset: offset)
    }
    let descriptor = try held.get()
    do {
      return try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        count = try descriptor.read(
          fromAbsoluteOffset: Int64(offset), into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw Unavailable("cannot read \(shown)", errno: (error as? Errno)?.rawValue ?? 0)
    }
  }

  func text() throws(Unavailable) -> String {
    String(decoding: try bytes(), as: UTF8.self)
  }
}

/// The text of a file of /proc or /sys that is read once.
func readText(_ path: String) throws(Unavailable) -> String {
  try ProcFile(path).text()
}
