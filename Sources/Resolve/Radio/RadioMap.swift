import Model
public import SiteMap

/// What each reader is expected to hear from each unit: mean and spread in dB, from path loss, walls and floors.
///
/// A survey refines the means later; the filter reads this table only, so that any map fits.
/// Memory: 3 bytes per reader and unit (12 MB for 2,000 × 2,000).
public struct RadioMap: Sendable {
    let unitCount: Int
    public let readerCount: Int
    /// Hundredths of a dBm, row by reader.
    private var means: [Int16]
    /// Tenths of a dB, row by reader: the spread of the mean inside the unit.
    private var spreads: [UInt8]
    /// For each reader the units it hears best, best first, at most ``strongestMax``.
    let strongest: [[Int32]]
    /// For each unit the readers that would know whether something is in it.
    let coverers: [[Int32]]
    let kinds: [ReaderKind]

    static let strongestMax = 6
    /// A reader outside a unit covers it when it hears it at least this well.
    static let coverDBmMin: Float = -85

    /// Expected power of an ordinary tag in a unit at a reader, dBm.
    @inline(__always)
    func mean(reader: Int32, unit: Int32) -> Float {
        Float(means[Int(reader) * unitCount + Int(unit)]) * 0.01
    }

    /// A reader's whole row: hundredths of a dBm and tenths of a dB, by unit; for the hot loop, without a retain for
    /// each look.
    @inline(__always)
    func withRow(_ reader: Int32, _ body: (UnsafePointer<Int16>, UnsafePointer<UInt8>) -> Void) {
        means.withUnsafeBufferPointer { means in
            spreads.withUnsafeBufferPointer { spreads in
                guard let meanRow = means.baseAddress, let spreadRow = spreads.baseAddress else { return }
                precondition(Int(reader) < readerCount, "a reader of this map")
                body(meanRow + Int(reader) * unitCount, spreadRow + Int(reader) * unitCount)
            }
        }
    }

    /// Predicts the map from the plan: log-distance path loss with walls and floors counted on the straight line.
    ///
    /// Log-distance with wall and floor terms: Seidel and Rappaport 1992, "914 MHz path loss prediction models for
    /// indoor wireless communications in multifloored buildings".
    /// - Complexity: O(readers × units within reach × steps of the line).
    public init(_ map: SiteMap, _ parameters: ResolveParameters) {
        unitCount = map.units.count
        readerCount = map.readers.count
        kinds = map.readers.map(\.kind)
        means = Array(repeating: 0, count: unitCount * readerCount)
        spreads = Array(repeating: 30, count: unitCount * readerCount)
        var strongest: [[Int32]] = []
        let model = PathLoss(map: map, parameters: parameters)
        for reader in 0..<readerCount {
            var row: [(unit: Int32, mean: Float)] = []
            for unit in 0..<unitCount {
                let heard = model.predict(reader: reader, unit: unit)
                let place = reader * unitCount + unit
                means[place] = Int16(max(-160, min(0, heard.mean)) * 100)
                spreads[place] = UInt8(max(0, min(25, heard.spread)) * 10)
                row.append((Int32(unit), heard.mean))
            }
            row.sort { ($0.mean, $1.unit) > ($1.mean, $0.unit) }
            strongest.append(row.prefix(RadioMap.strongestMax).map(\.unit))
        }
        self.strongest = strongest
        coverers = RadioMap.coverers(map: map, means: means)
    }

    /// Readers inside the unit; without one, the two that hear it best from outside, if well enough.
    private static func coverers(map: SiteMap, means: [Int16]) -> [[Int32]] {
        let unitCount = map.units.count
        var coverers: [[Int32]] = Array(repeating: [], count: unitCount)
        for (index, reader) in map.readers.enumerated() {
            if let unit = reader.unit { coverers[unit].append(Int32(index)) }
        }
        for unit in 0..<unitCount where coverers[unit].isEmpty {
            var heard: [(reader: Int32, mean: Float)] = []
            for reader in map.readers.indices {
                let mean = Float(means[reader * unitCount + unit]) * 0.01
                if mean >= coverDBmMin { heard.append((Int32(reader), mean)) }
            }
            heard.sort { ($0.mean, $1.reader) > ($1.mean, $0.reader) }
            coverers[unit] = heard.prefix(2).map(\.reader)
        }
        return coverers
    }
}
