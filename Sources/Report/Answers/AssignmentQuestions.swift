import Analysis
import Records

/// The questions of the assignment, in the order in which a report shows them, and the primitives they ask for.
///
/// No other file of answers names a primitive: a question about another one is another value here.
enum AssignmentQuestions {
  private static let (twoCopy, oneCopy, zeroCopy) = ("two-copy", "one-copy", "zero-copy")

  static let all: [Question] = [
    Question("where-are-the-copies", "Where do the two copies occur?") { input in
      ObservedCopies(
        fact:
          "By its calls, two-copy has the bytes copied twice on the sending side: the program gathers the fields "
          + "into one buffer in user space with memcpy, and send(2) has the kernel copy that buffer into socket "
          + "buffers.",
        proofs: input.ledgers(of: twoCopy).map { Proofs.stages($0, [.gather, .send, .deferred]) },
        shares: FigureSentence.each(input, twoCopy, [gathering, copyingToKernel]),
        missing:
          "the sweep has neither a proof run nor a profile of two-copy, so that no copy was observed where it is made"
      ).sentences
    },
    Question("only-two", "Is it actually only two copies?") { input in
      ObservedCopies(
        fact:
          "The name counts the sending side only. By its call, a receiver that uses recv(2) has each byte copied "
          + "once more, from socket buffers into its own memory.",
        proofs: input.ledgers(of: twoCopy).flatMap { [Proofs.sum($0), Proofs.stages($0, [.receive])] },
        shares: FigureSentence.each(input, twoCopy, [copyingToUser]),
        missing:
          "the sweep has neither a proof run nor a profile of two-copy, so that copies were not counted"
      ).sentences
    },
    Question("who-copies", "Which components perform the copies?") { input in
      ObservedCopies(
        fact:
          "By their calls: the C library's memcpy in the sending program gathers the fields; the kernel copies to "
          + "socket buffers in the sender's send(2), and from socket buffers in the receiver's recv(2).",
        proofs: input.ledgers(of: twoCopy).map(Proofs.components),
        shares: FigureSentence.each(input, twoCopy, [gathering, copyingToKernel, copyingToUser]),
        figures: input.widest(twoCopy, Figures.senderUserCost, Figures.senderCost)
          .map { [FigureSentence.sentence($0.cell, $0.claims)] } ?? [],
        missing:
          "the sweep has neither a proof run nor a profile of two-copy; CPU times alone do not tell copying from "
          + "other work"
      ).sentences
    },
    Question("what-one-copy-eliminates", "Which copy does one-copy eliminate?") { input in
      ObservedCopies(
        fact:
          "By its call, one-copy names the fields to sendmsg(2), one iovec each, and does not gather: the copy in "
          + "user space is left out, the kernel's copy into socket buffers stays.",
        proofs: Proofs.changes(input, .gather, from: twoCopy, to: oneCopy),
        shares: [gathering, copyingToKernel].compactMap {
          FigureSentence.pair(input, oneCopy, against: twoCopy, $0)
        },
        figures: [FigureSentence.pair(input, oneCopy, against: twoCopy, Figures.senderUserCost)]
          .compactMap(\.self)
          + (input.baseline == twoCopy ? PairSentence.sentences(input, oneCopy, Figures.senderCost) : []),
        missing:
          "the sweep has no proof runs and no profiles of both primitives, so that the missing copy was not "
          + "observed itself"
      ).sentences
    },
    Question(
      "kernel-under-zero-copy", "What does the kernel do under zero-copy?", diagram: ZeroCopyDiagram.diagram
    ) { LentPages(zeroCopy).sentences($0) },
    Question("why-not-zero-copy", "Why does zero-copy not always give the best throughput?") {
      WhyNotBest(zeroCopy).sentences($0)
    },
    Question("which-cache-level", "Which cache level shows the most reduction in misses, and why?") {
      WhichCacheLevel(withoutGathering: oneCopy).sentences($0)
    },
    Question(
      "threads-and-caches", "How does the number of threads interact with cache contention?",
      sentences: ThreadsAndCaches.sentences),
    crossover(of: oneCopy),
    crossover(of: zeroCopy),
    Question(
      "unexpected", "What is one unexpected result, and what explains it?",
      sentences: UnexpectedResults.sentences),
  ]

  /// From what size a primitive is better than the baseline: by goodput and by sender CPU, for each number of flows and
  /// link.
  private static func crossover(of primitive: String) -> Question {
    Question(
      "\(primitive)-from",
      of: { input in
        let other = input.baseline == primitive ? twoCopy : input.baseline
        return "From what message size does \(primitive) outperform \(other)?"
      },
      sentences: { CrossoverSentences.sentences($0, primitive) })
  }

  private static let gathering = Figures.profile(.userGather, .sender)
  private static let copyingToKernel = Figures.profile(.copyToKernel, .sender)
  private static let copyingToUser = Figures.profile(.copyToUser, .receiver)
}

/// An answer about copies: what the calls say, then what was observed of them, and what is missing where nothing was.
private struct ObservedCopies {
  let fact: Prose
  /// From proof runs.
  let proofs: [AnswerSentence]
  /// From profiles.
  let shares: [AnswerSentence]
  /// Figures that go with them and do not show a copy by themselves.
  var figures: [AnswerSentence] = []
  let missing: Prose

  var sentences: [AnswerSentence] {
    [.fact(fact)] + proofs + shares + figures
      + (proofs.isEmpty && shares.isEmpty ? [.undecided(missing)] : [])
  }
}
