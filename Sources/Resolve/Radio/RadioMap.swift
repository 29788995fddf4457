import Model
public import SiteMap

/// What each reader is expected to hear from each unit: mean and spread in dB, from path loss, walls and floors.
///
/// A survey refines the means later; the filter reads this table only, so that any map fits.
/// Memory: 4 bytes per reader and unit (16 MB for 2,000 × 2,000).
public struct RadioMap: Sendable {
    let unitCount: Int
    public let readerCount: Int
    /// Mean and variance in one word each, row by reader: see ``RadioCell``.
    private let cells: [UInt32]
    /// The units that each reader hears best, best first, at most ``strongestMax``; see ``strongestPlaces(of:)``.
    let strongest: [Int32]
    private let strongestStarts: [Int32]
    /// For each unit the readers that would know whether something is in it.
    let coverers: [[Int32]]
    let kinds: [ReaderKind]

    static let strongestMax = 6
    /// A reader outside a unit covers it when it hears it at least this well.
    static let coverDBmMin: Float = -85

    /// Expected power of an ordinary tag in a unit at a reader, dBm.
    @inline(__always)
    func mean(reader: Int32, unit: Int32) -> Float {
        RadioCell.mean(cells[Int(reader) * unitCount + Int(unit)])
    }

    /// Where a reader's best units lie in ``strongest``.
    @inline(__always)
    func strongestPlaces(of reader: Int32) -> Range<Int> {
        Int(strongestStarts[Int(reader)])..<Int(strongestStarts[Int(reader) + 1])
    }

    /// A reader's whole row of ``RadioCell``, by unit; for the hot loop, without a retain for each look.
    @inline(__always)
    func withRow(_ reader: Int32, _ body: (UnsafePointer<UInt32>) -> Void) {
        cells.withUnsafeBufferPointer { cells in
            guard let first = cells.baseAddress else { return }
            precondition(Int(reader) < readerCount, "a reader of this map")
            body(first + Int(reader) * unitCount)
        }
    }

    /// Predicts the map from the plan: log-distance path loss with walls and floors counted on the straight line; or
    /// takes it from a survey.
    ///
    /// Log-distance with wall and floor terms: Seidel and Rappaport 1992, "914 MHz path loss prediction models for
    /// indoor wireless communications in multifloored buildings".
    /// - Complexity: O(readers × units within reach × steps of the line).
    public init(_ map: SiteMap, _ parameters: ResolveParameters, survey: SurveyRadio? = nil) {
        unitCount = map.units.count
        readerCount = map.readers.count
        kinds = map.readers.map(\.kind)
        var cells: [UInt32] = []
        cells.reserveCapacity(unitCount * readerCount)
        var strongest: [Int32] = []
        var starts: [Int32] = [0]
        let model = PathLoss(map: map, parameters: parameters)
        for reader in 0..<readerCount {
            var row: [(unit: Int32, mean: Float)] = []
            for unit in 0..<unitCount {
                let heard =
                    survey.map { $0.inUnit(unit, reader: reader, of: map) }
                    ?? model.predict(reader: reader, unit: unit)
                cells.append(RadioCell.pack(meanDBm: heard.mean, spreadDB: heard.spread))
                row.append((Int32(unit), heard.mean))
            }
            row.sort { ($0.mean, $1.unit) > ($1.mean, $0.unit) }
            strongest += row.prefix(RadioMap.strongestMax).map(\.unit)
            starts.append(Int32(strongest.count))
        }
        self.cells = cells
        self.strongest = strongest
        strongestStarts = starts
        coverers = RadioMap.coverers(map: map, cells: cells)
    }

    /// Readers inside the unit; without one, the two that hear it best from outside, if well enough.
    private static func coverers(map: SiteMap, cells: [UInt32]) -> [[Int32]] {
        let unitCount = map.units.count
        var coverers: [[Int32]] = Array(repeating: [], count: unitCount)
        for (index, reader) in map.readers.enumerated() {
            if let unit = reader.unit { coverers[unit].append(Int32(index)) }
        }
        for unit in 0..<unitCount where coverers[unit].isEmpty {
            var heard: [(reader: Int32, mean: Float)] = []
            for reader in map.readers.indices {
                let mean = RadioCell.mean(cells[reader * unitCount + unit])
                if mean >= coverDBmMin { heard.append((Int32(reader), mean)) }
            }
            heard.sort { ($0.mean, $1.reader) > ($1.mean, $0.reader) }
            coverers[unit] = heard.prefix(2).map(\.reader)
        }
        return coverers
    }
}
