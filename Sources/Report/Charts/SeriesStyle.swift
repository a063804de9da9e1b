import Records

/// How one primitive or peer looks in every chart: told apart by colour, by shape and by dashes, so that one of them
/// is enough.
struct SeriesStyle: Hashable, Sendable {
  /// `#rrggbb`.
  var color: String
  /// A shape of Vega's, or an SVG path within -1...1.
  var shape: String
  /// Lengths of dash and gap in pixels.
  var dash: [Int]
}

/// The looks of all series. What is neither a described primitive nor a known peer gets a look by its name alone.
enum SeriesStyles {
  /// Primitives by their place among those of the sweep's worker that move something.
  ///
  /// Colours for the colour-blind by Okabe & Ito (2008), without black and yellow, which need one background, then
  /// such of Paul Tol's "muted" scheme.
  private static let byPlace = [
    SeriesStyle(color: "#0072b2", shape: "circle", dash: [1, 0]),
    SeriesStyle(color: "#e69f00", shape: "square", dash: [7, 2]),
    SeriesStyle(color: "#009e73", shape: "triangle-up", dash: [3, 2]),
    SeriesStyle(color: "#cc79a7", shape: "diamond", dash: [8, 2, 2, 2]),
    SeriesStyle(color: "#d55e00", shape: "triangle-down", dash: [5, 4]),
    SeriesStyle(color: "#56b4e9", shape: "cross", dash: [2, 3]),
    SeriesStyle(color: "#999933", shape: "triangle-right", dash: [10, 3]),
    SeriesStyle(color: "#aa4499", shape: "triangle-left", dash: [6, 2, 2, 2, 2, 2]),
    SeriesStyle(color: "#cc6677", shape: star, dash: [4, 1]),
  ]
  private static let ofMotionless = SeriesStyle(color: "#888888", shape: "cross", dash: [1, 4])

  private static let peers = [
    "iperf3": SeriesStyle(color: "#882255", shape: saltire, dash: [9, 3]),
    "iperf3-zerocopy": SeriesStyle(color: "#e377c2", shape: bar, dash: [4, 2, 1, 2]),
    "c-loop-two-copy": SeriesStyle(color: "#6b6ecf", shape: pentagon, dash: [12, 2]),
    "c-loop-one-copy": SeriesStyle(color: "#8c6d31", shape: star, dash: [9, 3]),
    "c-loop-zero-copy": SeriesStyle(color: "#637939", shape: "triangle-left", dash: [2, 2]),
    "c-loop-contiguous": SeriesStyle(color: "#ad494a", shape: "triangle-right", dash: [4, 1, 1, 1]),
  ]

  private static let star =
    "M0,-1L0.29,-0.4L0.95,-0.31L0.48,0.15L0.59,0.81L0,0.5L-0.59,0.81L-0.48,0.15L-0.95,-0.31L-0.29,-0.4Z"
  private static let pentagon = "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z"
  private static let saltire =
    "M-0.9,-0.5L-0.5,-0.9L0,-0.4L0.5,-0.9L0.9,-0.5L0.4,0L0.9,0.5L0.5,0.9L0,0.4L-0.5,0.9L-0.9,0.5L-0.4,0Z"
  private static let bar = "M-1,-0.4L1,-0.4L1,0.4L-1,0.4Z"

  /// What matplotlib calls one of the paths above.
  static func marker(ofPath path: String) -> String {
    [star: "*", pentagon: "p", saltire: "X", bar: "_"][path] ?? "o"
  }

  private static let otherColors = [
    "#6b6ecf", "#8c6d31", "#882255", "#ad494a", "#b5bd22", "#e377c2", "#637939",
  ]
  private static let otherShapes = [star, pentagon, saltire, bar, "triangle-left", "triangle-right"]
  private static let otherDashes = [[9, 3], [4, 2, 1, 2], [2, 2], [12, 2], [1, 2]]

  /// Looks of the subjects of one sweep: as they always look, but for two of the same colour and shape.
  ///
  /// - Parameter senders: the primitives of the sweep's worker, whether the sweep has them or not.
  static func styles(_ subjects: [ClaimSubject], senders: [PrimitiveDescription]) -> [SeriesStyle] {
    var taken: Set<[String]> = []
    return subjects.map { subject in
      var style = style(subject, senders)
      for shape in [style.shape] + otherShapes where !taken.contains([style.color, shape]) {
        style.shape = shape
        break
      }
      taken.insert([style.color, style.shape])
      return style
    }
  }

  /// A variant keeps the colour of its primitive.
  private static func style(_ subject: ClaimSubject, _ senders: [PrimitiveDescription]) -> SeriesStyle {
    var style =
      style(ofPrimitive: subject.primitive, senders) ?? peers[subject.primitive]
      ?? style(ofOther: subject.primitive)
    guard subject.variant != Cell.defaultVariant else { return style }
    let number = hash(subject.variant)
    style.shape = otherShapes[number % otherShapes.count]
    style.dash = otherDashes[number / 8 % otherDashes.count]
    return style
  }

  private static func style(ofPrimitive name: String, _ senders: [PrimitiveDescription]) -> SeriesStyle? {
    if senders.contains(where: { $0.name == name && $0.movesNothing }) { return ofMotionless }
    guard let place = senders.filter({ !$0.movesNothing }).firstIndex(where: { $0.name == name }) else {
      return nil
    }
    return byPlace.indices.contains(place) ? byPlace[place] : nil
  }

  private static func style(ofOther name: String) -> SeriesStyle {
    let number = hash(name)
    return SeriesStyle(
      color: otherColors[number % otherColors.count],
      shape: otherShapes[number / 16 % otherShapes.count], dash: otherDashes[number / 256 % otherDashes.count]
    )
  }

  /// FNV-1a, because `Hasher` differs from run to run.
  private static func hash(_ name: String) -> Int {
    let hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return Int((hash ^ (hash >> 32)) & 0x7fff_ffff)
  }
}
