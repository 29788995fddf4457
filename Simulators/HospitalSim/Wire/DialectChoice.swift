internal import Model
internal import SimKit

/// The dialects of a whole site, as `--dialect` names them: one, several, or `mixed` for all.
struct DialectChoice: Hashable {
    let dialects: [SimDialect]
    /// Whether a dialect that no reader of the site can speak is left out without a word.
    let isMixed: Bool

    static let native = DialectChoice([.native])
    static let espresense = DialectChoice([.espresense])
    static let impinj = DialectChoice([.impinj])
    static let minew = DialectChoice([.minew])
    static let mixed = DialectChoice(SimDialect.allCases, isMixed: true)

    static let names = SimDialect.allCases.map(\.rawValue).joined(separator: ", ") + " or mixed"

    init(_ dialects: [SimDialect], isMixed: Bool = false) {
        // In the order of the cases, so that the order of the options changes nothing.
        self.dialects = SimDialect.allCases.filter { dialects.contains($0) }
        self.isMixed = isMixed
    }

    /// The choice of some options; nil when one is no dialect.
    init?(names: [String]) {
        guard !names.isEmpty else { return nil }
        if names.contains("mixed") {
            guard names.allSatisfy({ $0 == "mixed" || SimDialect(rawValue: $0) != nil }) else { return nil }
            self = .mixed
            return
        }
        let dialects = names.compactMap { SimDialect(rawValue: $0) }
        guard dialects.count == names.count else { return nil }
        self.init(dialects)
    }

    /// Nothing but RFID: every reader is an antenna and every tag passive.
    var isPassiveOnly: Bool { dialects.allSatisfy(\.readsPassiveTags) }

    /// What each reader speaks: one of the dialects of its kind, in turn, in an order of the seed.
    ///
    /// RFID antennas speak Impinj's or Zebra's dialect, choke points the native one, BLE gateways all others; those
    /// of Minew are known by their address only. A reader has none when it has no place in the choice (an RFID antenna
    /// among BLE dialects).
    ///
    /// - Throws: `bad_data` when a dialect that was asked for by name has no reader to speak it.
    func assign(to hospital: Hospital, seed: UInt64) throws -> [SimDialect?] {
        var random = SeededRandom(seed: seed, stream: 60)
        var order = dialects
        order.shuffle(using: &random)
        let gateways = hospital.readers.filter { $0.kind != "uhf" }
        let addresses = gateways.filter { DialectChoice.isMAC($0.id) }.count
        var turns: [[SimDialect]: Int] = [:]
        let assigned = hospital.readers.map { reader -> SimDialect? in
            let candidates = candidates(
                for: reader, among: order, hasAddresses: addresses > 0, hasNames: addresses < gateways.count)
            guard !candidates.isEmpty else { return nil }
            let turn = turns[candidates, default: 0]
            turns[candidates] = turn + 1
            return candidates[turn % candidates.count]
        }
        try check(hospital, assigned)
        return assigned
    }

    private func candidates(
        for reader: HospitalReader, among order: [SimDialect], hasAddresses: Bool, hasNames: Bool
    ) -> [SimDialect] {
        if isPassiveOnly { return order }
        if reader.kind == "uhf" {
            let passive = order.filter(\.readsPassiveTags)
            return passive.isEmpty ? order.filter { $0 == .native } : passive
        }
        if reader.kind == "choke", order.contains(.native) { return [.native] }
        let gateways = order.filter { !$0.readsPassiveTags }
        guard isMixed else {
            return DialectChoice.isMAC(reader.id) ? gateways : gateways.filter { !$0.isKnownByAddress }
        }
        if DialectChoice.isMAC(reader.id) { return hasNames ? gateways.filter(\.hasAddress) : gateways }
        return gateways.filter { hasAddresses ? !$0.hasAddress : !$0.isKnownByAddress }
    }

    private func check(_ hospital: Hospital, _ assigned: [SimDialect?]) throws {
        guard !isMixed else { return }
        let nameless = hospital.readers.indices.contains { index in
            assigned[index] == nil && hospital.readers[index].kind != "uhf"
        }
        guard !nameless else {
            throw VigieError(
                .badData, "readers have names, but Minew gateways are known by their address",
                place: "readers.geojson", remedy: "Generate the site with `--reader-ids macs`")
        }
        guard let dialect = dialects.first(where: { !assigned.contains($0) }) else { return }
        throw VigieError(
            .badData, "no reader of the site speaks \(dialect.rawValue)", place: "readers.geojson",
            remedy: "Generate a site with more readers, or leave the dialect out")
    }

    static func isMAC(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
