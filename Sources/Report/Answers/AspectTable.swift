import Records

/// Aspects by primitives: figures where they were measured, the reason where not.
package struct AspectTable: Codable, Sendable {
  /// The cells the columns stand for: as alike as the sweep has them.
  package var subjects: [ClaimSubject]
  /// `at 64Ki with 1 flow over loopback`; empty without samples.
  package var place: String
  package var rows: [Row]

  package struct Row: Codable, Sendable {
    package var aspect: String
    /// One for each subject.
    package var entries: [Entry]
  }

  package struct Entry: Codable, Sendable {
    /// Nil without a figure.
    package var text: Prose?
    /// Why there is none.
    package var reason: Prose?
    package var claims: [Claim]
    package var proofs: [CopyProof]
  }
}
