import Records

package typealias FigureQuantity = Figure
package typealias FigureQuantities = Figures
package typealias Measure = Figure
package typealias Measures = Figures

extension Figures {
  package static let senderDemand = senderCost
}

extension Figure {
  package var side: Side { numerator.side }
}

extension Quantity {
  package static let goodput = Figures.goodput.numerator.quantity
}
