import Glibc

/// What a proof sends: a message whose every 8 bytes say which they are, so that copies of it can be recognised.
///
/// Word number i is `mark << 32 | (i ^ mask)`, little endian. The bytes of mark and mask are never 0, so that
/// hardly a byte equals fresh memory; the complement of a message differs from it in every byte.
package struct ProofContents: Sendable, Hashable {
  package let mark: UInt32
  package let mask: UInt32
  package let count: Int

  /// The contents that follow from a seed: both ends make the same.
  package init(seed: UInt64, count: Int) {
    mark = UInt32(truncatingIfNeeded: seed >> 32) | 0x0101_0101
    mask = UInt32(truncatingIfNeeded: seed) | 0x0101_0101
    self.count = count
  }

  /// Whole words of the message: what a search can recognise.
  package var words: UInt64 { UInt64(count / 8) }

  /// The message in one piece.
  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      for offset in 0..<count {
        let word = UInt64(mark) << 32 | UInt64(UInt32(truncatingIfNeeded: offset / 8) ^ mask)
        buffer[offset] = UInt8(truncatingIfNeeded: word >> UInt64(offset % 8 * 8))
      }
      filled = count
    }
  }

  /// The message with each bit turned over: what the source is overwritten with.
  package var complement: [UInt8] { bytes.map { ~$0 } }
}

extension SendPrimitive where Self: ~Copyable {
  /// Writes a message into the fields of a slot.
  func write(_ message: [UInt8], slot: Int) {
    message.withUnsafeBytes { source in
      var offset = 0
      forEachField(of: slot) { field in
        memcpy(field.baseAddress!, source.baseAddress! + offset, field.count)
        offset += field.count
      }
    }
  }

  /// The fields of a slot as the kernel takes them.
  func vectors(of slot: Int) -> [iovec] {
    var vectors: [iovec] = []
    forEachField(of: slot) { vectors.append(iovec(iov_base: $0.baseAddress, iov_len: $0.count)) }
    return vectors
  }
}
