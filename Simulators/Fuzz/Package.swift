// swift-tools-version:6.1
import PackageDescription

/// The fuzz targets, a package of their own: the product is built again here with the fuzzer's counters, and the
/// product's own package needs no unsafe flag. `Product` holds links to its sources, and only to what the targets
/// reach: the database and the broker's library are not built. Built and run by `Deploy/fuzz`.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "vigie-fuzz",
    products: [.executable(name: "vigie-fuzz", targets: ["Fuzz"])],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .target(name: "Model", path: "Product/Model", swiftSettings: strict),
        .target(name: "SiteMap", dependencies: ["Model"], path: "Product/SiteMap", swiftSettings: strict),
        .target(
            name: "Decode", dependencies: ["Model"], path: "Product/Decode", exclude: ["Dialects/README.md"],
            swiftSettings: strict),
        // Of Ingest only the settings, which the configuration fills.
        .target(
            name: "Ingest", path: "Product/Ingest",
            swiftSettings: strict),
        .target(
            name: "Configuration",
            dependencies: ["Model", "SiteMap", "Decode", "Ingest", .product(name: "Yams", package: "Yams")],
            exclude: ["Product/OpenedSite.swift"], swiftSettings: strict),
        // The fuzzer brings the main function.
        .executableTarget(
            name: "Fuzz", dependencies: ["Model", "SiteMap", "Decode", "Configuration", "Ingest"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
