// swift-tools-version:6.1
import PackageDescription

/// Every target holds the one-way imports of the design by the compiler, not by habit.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// For targets that compute: optimised in debug builds too, which makes their property tests seven times faster.
let quick: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "vigie",
    products: [
        .executable(name: "vigie", targets: ["vigie"]),
        .executable(name: "hospital-sim", targets: ["HospitalSim"]),
        .executable(name: "crash-rig", targets: ["CrashRig"]),
        .executable(name: "accuracy", targets: ["Accuracy"]),
        .executable(name: "vigie-bench-index", targets: ["IndexBench"]),
        .executable(name: "vigie-bench", targets: ["Benchmarks"]),
        .library(name: "FaultDisk", type: .dynamic, targets: ["FaultDisk"]),
    ],
    dependencies: [
        // SQLite access: connection care, migrations, read-only readers; hot tables use its raw statements.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // The command line of `vigie` and of the simulators.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Structured logs of the daemon, one line each, on standard error.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // `vigie.yaml` and `site.yaml`.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Latency percentiles of the load simulator.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // The data's way, left to right: Ingest → Decode → Resolve → Store → Report.
        .target(name: "Model", swiftSettings: quick),
        .target(name: "SiteMap", dependencies: ["Model"], swiftSettings: quick),
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        // SHA-256 of the database's content, of the site's version and of EPCIS events. OpenSSL, which libmosquitto brings
        // anyway: a package of its own would build BoringSSL, the dearest single part of a clean build.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Digest", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "Ingest", dependencies: ["Model", "CMosquitto", logging], swiftSettings: strict),
        .target(
            name: "Decode", dependencies: ["Model"], exclude: ["Dialects/README.md"], swiftSettings: strict),
        .target(name: "Resolve", dependencies: ["Model", "SiteMap"], swiftSettings: quick),
        .target(name: "Watch", dependencies: ["Model", "SiteMap"], swiftSettings: quick),
        .target(name: "Stock", dependencies: ["Model", "SiteMap", "Digest"], swiftSettings: quick),
        .target(name: "Store", dependencies: ["Model", "Digest", grdb, sqlite, logging], swiftSettings: strict),
        .target(
            name: "Pipeline",
            dependencies: [
                "Model", "SiteMap", "Ingest", "Decode", "Resolve", "Watch", "Stock", "Store", "Digest", logging, yams,
            ],
            swiftSettings: strict),
        .target(name: "Report", dependencies: ["Model", "SiteMap", "Watch", "Store"], swiftSettings: strict),
        .executableTarget(
            name: "vigie",
            dependencies: ["Model", "SiteMap", "Decode", "Store", "Pipeline", "Report", arguments, logging],
            swiftSettings: strict),

        // What drives the product from outside.
        .target(
            name: "SimKit", dependencies: ["Model", "CMosquitto"], path: "Simulators/SimKit", swiftSettings: strict),
        .executableTarget(
            name: "HospitalSim", dependencies: ["SimKit", "Model", "Pipeline", arguments, histogram],
            path: "Simulators/HospitalSim", swiftSettings: strict),
        .executableTarget(
            name: "Accuracy", dependencies: ["SimKit", "Model", "SiteMap", "Resolve", arguments],
            path: "Simulators/Accuracy", exclude: ["reference.json"], swiftSettings: strict),
        .executableTarget(
            name: "IndexBench", dependencies: ["SimKit", "Model", "SiteMap", "Resolve", arguments],
            path: "Simulators/IndexBench", exclude: ["Peer"], swiftSettings: strict),
        .executableTarget(
            name: "CrashRig", dependencies: ["SimKit", "Model", "Store", arguments],
            path: "Simulators/CrashRig", swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "SimKit", "Model", "SiteMap", "Decode", "Resolve", "Stock", "Store", "Pipeline", "Ingest", arguments,
                histogram,
            ],
            path: "Simulators/Benchmarks", exclude: ["Peer"], swiftSettings: strict),

        // A disk that fails, put before the daemon by LD_PRELOAD.
        .target(name: "FaultDisk", path: "Simulators/FaultDisk", publicHeadersPath: "include"),

        .testTarget(name: "DigestTests", dependencies: ["Digest"], swiftSettings: strict),
        .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: strict),
        .testTarget(name: "SiteMapTests", dependencies: ["SiteMap", "Model"], swiftSettings: strict),
        .testTarget(name: "IngestTests", dependencies: ["Ingest", "Model", "SimKit"], swiftSettings: strict),
        .testTarget(name: "DecodeTests", dependencies: ["Decode", "Model"], swiftSettings: strict),
        .testTarget(
            name: "ResolveTests", dependencies: ["Resolve", "SiteMap", "Model", "SimKit"], swiftSettings: strict),
        .testTarget(name: "WatchTests", dependencies: ["Watch", "SiteMap", "Model", "SimKit"], swiftSettings: strict),
        .testTarget(name: "StockTests", dependencies: ["Stock", "Decode", "Model"], swiftSettings: strict),
        .testTarget(name: "StoreTests", dependencies: ["Store", "Stock", "Model", grdb], swiftSettings: strict),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "Model", "SiteMap", "Ingest", "Decode", "Resolve", "Watch", "Stock", "Store", "SimKit",
                logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReportTests", dependencies: ["Report", "Watch", "Stock", "Store", "SiteMap", "Model"],
            swiftSettings: strict),
        .testTarget(
            name: "HospitalSimTests", dependencies: ["HospitalSim", "SimKit", "Model", "Decode"],
            swiftSettings: strict),
        .testTarget(
            name: "AccuracyTests", dependencies: ["Accuracy", "Resolve", "SiteMap", "SimKit", "Model"],
            swiftSettings: strict),
        .testTarget(name: "LayoutTests", swiftSettings: quick),
        .testTarget(name: "EndToEndTests", dependencies: ["Model", "SimKit"], swiftSettings: strict),
    ]
)
