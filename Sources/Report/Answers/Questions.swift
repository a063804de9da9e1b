import Analysis

/// The questions a report answers, in the order in which it shows them.
package enum Questions {
  package static let all: [any Question.Type] = [
    WhereTheCopiesOccur.self,
    OnlyTwoCopies.self,
    WhoCopies.self,
    WhatOneCopyEliminates.self,
    KernelUnderZeroCopy.self,
    WhyNotZeroCopy.self,
    WhichCacheLevel.self,
    ThreadsAndCaches.self,
    OneCopyFrom.self,
    ZeroCopyFrom.self,
    OneUnexpectedResult.self,
  ]

  /// One answer a question, in their order.
  package static func answers(_ input: ReportInput) -> [Answer] { all.concurrentMap { $0.answer(input) } }
}
