// swift-tools-version: 6.2
import PackageDescription

// Raw pointers live in CLinux, Kernel, DataPath and the perf reader in Probes; every other target is memory safe.
let safe: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .strictMemorySafety(),
]
let raw: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "copycost",
  products: [
    .executable(name: "copycost", targets: ["copycost"]),
    .executable(name: "copycost-worker", targets: ["copycost-worker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
  ],
  targets: [
    .target(name: "CLinux", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Kernel", dependencies: ["CLinux", system], swiftSettings: raw),
    .target(name: "DataPath", dependencies: ["CLinux", "Kernel", "Records", system], swiftSettings: raw),
    .target(name: "Records", swiftSettings: safe),
    .target(name: "Probes", dependencies: ["CLinux", "Kernel", "Records", system], swiftSettings: raw),
    .target(name: "Wire", dependencies: ["Records"], swiftSettings: safe),
    .target(
      name: "Worker",
      dependencies: ["CLinux", "DataPath", "Kernel", "Probes", "Records", "Wire", system],
      swiftSettings: safe),
    .target(
      name: "Archive",
      dependencies: ["Records", system, .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: safe),
    .target(
      name: "Processes",
      dependencies: [
        "CLinux", "Kernel", "Records", system, .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: safe),
    .target(name: "Analysis", dependencies: ["Records"], swiftSettings: safe),
    .target(
      name: "Tables", dependencies: ["Records", .product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: safe),
    .target(
      name: "Report",
      dependencies: [
        "Analysis", "Records", "Tables", .product(name: "Mustache", package: "swift-mustache"),
      ],
      // In the binary itself: a bundle beside it would break the single file.
      resources: [.embedInCode("Page/Templates")],
      swiftSettings: safe),
    .target(
      name: "Lab",
      dependencies: [
        "Kernel", "Records", "Wire", "Archive", "Analysis", "Processes", system,
      ],
      swiftSettings: safe),
    .target(name: "Charts", dependencies: ["Processes", "Records", "Report"], swiftSettings: safe),
    .target(
      name: "Sessions",
      dependencies: [
        "Kernel", "Lab", "Archive", "Analysis", "Charts", "Processes", "Report", "Records", "Tables", "Wire",
        system,
      ],
      swiftSettings: safe),
    .executableTarget(
      name: "copycost",
      dependencies: [
        "Kernel", "Lab", "Processes", "Report", "Records", "Sessions", "Tables", argumentParser,
      ],
      swiftSettings: safe),
    .executableTarget(name: "copycost-worker", dependencies: ["Worker"], swiftSettings: safe),

    // Every import is declared: SwiftPM rebuilds a target only for changes in what it declares.
    .testTarget(name: "KernelTests", dependencies: ["Kernel", system], swiftSettings: raw),
    // Senders that several test targets need.
    .target(
      name: "TestSenders", dependencies: ["DataPath", "Records", system], path: "Tests/TestSenders",
      swiftSettings: raw),
    .testTarget(
      name: "DataPathTests",
      dependencies: ["CLinux", "DataPath", "Kernel", "Records", "TestSenders", system], swiftSettings: raw),
    .testTarget(name: "ProbesTests", dependencies: ["CLinux", "Probes", "Records"], swiftSettings: raw),
    .testTarget(name: "RecordsTests", dependencies: ["Records"]),
    .testTarget(name: "WireTests", dependencies: ["Records", "Wire"]),
    .testTarget(
      name: "WorkerTests",
      dependencies: [
        "Worker", "Wire", "DataPath", "Kernel", "Lab", "Processes", "Records", "TestSenders",
        "copycost-worker", system,
      ],
      swiftSettings: raw),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes", "Records"]),
    .testTarget(
      name: "ArchiveTests",
      dependencies: ["Archive", "Records", .product(name: "GRDB", package: "GRDB.swift")],
      resources: [.copy("Resources")]),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Records"]),
    .testTarget(
      name: "TablesTests", dependencies: ["Records", "Tables"], resources: [.copy("Resources")]),
    .testTarget(
      name: "ReportTests", dependencies: ["Analysis", "Charts", "Records", "Report", "Tables"],
      resources: [.copy("Resources")]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Records"]),
    .testTarget(
      name: "LabTests",
      dependencies: [
        "Lab", "Analysis", "Archive", "Kernel", "Probes", "Processes", "Records", "Wire", "copycost-worker",
      ]),
    .testTarget(
      name: "SessionsTests",
      dependencies: [
        "Sessions", "Archive", "Lab", "Processes", "Records", "Report", "copycost-worker",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "copycost", "copycost-worker", "Archive", "Charts", "Kernel", "Lab", "Processes", "Records",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
