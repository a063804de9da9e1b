/// What kept a sample from going faster.
package enum LimitedBy: String, Codable, Hashable, Sendable, CaseIterable {
  case senderCPU = "sender-cpu"
  case receiverCPU = "receiver-cpu"
  case receiveWindow = "receive-window"
  case sendBuffer = "send-buffer"
  case scheduler
  case undecided
}
