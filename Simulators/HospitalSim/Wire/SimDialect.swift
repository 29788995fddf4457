internal import Model

/// How a reader speaks.
enum SimDialect: String {
    case native, espresense, impinj, minew
}

/// The dialects of a whole site, as `--dialect` names them.
enum DialectChoice: String, CaseIterable {
    case native, espresense, impinj, minew, mixed

    /// What a reader speaks; nil when it has no place in the choice (an RFID antenna among BLE dialects).
    func dialect(of reader: HospitalReader, index: Int) -> SimDialect? {
        switch self {
        case .native: return .native
        case .impinj: return .impinj
        case .espresense: return reader.kind == "uhf" ? nil : .espresense
        case .minew: return reader.kind == "uhf" ? nil : .minew
        case .mixed:
            if reader.kind == "uhf" { return .impinj }
            if DialectChoice.isMAC(reader.id) { return .minew }
            return index.isMultiple(of: 2) || reader.kind == "choke" ? .native : .espresense
        }
    }

    /// Minew gateways are known by their address only.
    func check(_ hospital: Hospital) throws {
        guard self == .minew else { return }
        guard hospital.readers.allSatisfy({ $0.kind == "uhf" || DialectChoice.isMAC($0.id) }) else {
            throw VigieError(
                .badData, "readers have names, but Minew gateways are known by their address",
                place: "readers.geojson", remedy: "Generate the site with `--reader-ids macs`")
        }
    }

    static func isMAC(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

/// One read as a reader has it, before it becomes a message.
struct SimRead {
    /// Index of the trackable.
    var tag: Int32
    var reader: Int32
    /// Milliseconds of the simulation.
    var atMilliseconds: Int64
    var rssiDBm: Float
}

/// A message on its way to the broker.
struct Delivery {
    var topic: String
    var payload: [UInt8]
    var isRetained = false
    /// Index of the reader: what it sends stays in order.
    var reader: Int
    /// Reads that it carries.
    var reads: Int
    /// Whether the payload is JSON, as `mosquitto_sub` would find.
    var isJSON = true
    var isDuplicate = false
}
