internal import Model
internal import SimKit

/// Runs one ``OracleFilter`` for each registered trackable beside a simulation.
final class Oracle {
    private let simulation: Simulation
    private let ignoresSilence: Bool
    private var filters: [OracleFilter?]
    private let bleReaders: [Int]

    init(_ simulation: Simulation, ignoresSilence: Bool) {
        self.simulation = simulation
        self.ignoresSilence = ignoresSilence
        let grid = OracleGrid(simulation.hospital)
        let means = OracleFilter.means(simulation.radio, grid)
        let noise = simulation.options.faults.noiseDB
        filters = simulation.trackables.map { entry in
            entry.isRegistered && !entry.tag.isPassive
                ? OracleFilter(grid, means: means, radio: simulation.radio, noiseDB: noise, kind: entry.kind) : nil
        }
        bleReaders = simulation.hospital.readers.indices.filter { simulation.hospital.readers[$0].kind == "ble" }
    }

    /// Folds the simulation's last second, and writes a track line for each trackable at its end.
    func step(_ json: inout JSONWriter) {
        let from = Int64(simulation.second - 1) * 1000
        var heard: [[(reader: Int, dBm: Double)]] = Array(repeating: [], count: filters.count)
        for read in simulation.lastReads {
            let reader = Int(read.reader)
            guard simulation.hospital.readers[reader].kind == "ble" else { continue }
            let site = simulation.hospital.readers[reader]
            let gain = simulation.hospital.trueOffsetsDB[site.id] ?? site.offsetDB
            let power = Double(read.rssiDBm) - gain - simulation.trackables[Int(read.tag)].tag.offsetDB
            heard[Int(read.tag)].append((reader, power))
        }
        let at = simulation.instant(Int64(simulation.second) * 1000)
        for tag in filters.indices {
            guard filters[tag] != nil else { continue }
            let silent = ignoresSilence ? [] : silentReaders(tag: tag, heard: heard[tag], from: from)
            filters[tag]?.step(OracleFilter.Evidence(heard: heard[tag], silent: silent))
            if let estimate = filters[tag]?.estimate() { write(estimate, tag: tag, at: at, &json) }
        }
    }

    /// Living readers whose turn came in this second, and that did not hear the tag.
    private func silentReaders(tag: Int, heard: [(reader: Int, dBm: Double)], from: Int64) -> [Int] {
        bleReaders.filter { reader in
            let line = simulation.lines[reader]
            guard !line.isDead, line.diesAt > from + 1000, !heard.contains(where: { $0.reader == reader }) else {
                return false
            }
            return simulation.isDue(reader: reader, tag: tag, from: from, to: from + 1000)
        }
    }

    private func write(
        _ estimate: (unit: Int, confidence: Float, point: Point), tag: Int, at: Instant, _ json: inout JSONWriter
    ) {
        let hospital = simulation.hospital
        json.object {
            $0.member("at", at)
            $0.member("trackable", simulation.trackables[tag].id)
            $0.member("tag", simulation.trackables[tag].tag.canonical)
            $0.member("unit", hospital.units[estimate.unit].id)
            $0.member("level", hospital.levels[hospital.units[estimate.unit].level].id)
            $0.member("x", estimate.point.x, decimals: 2)
            $0.member("y", estimate.point.y, decimals: 2)
            $0.member("confidence", Double(estimate.confidence), decimals: 3)
        }
        json.newline()
    }
}
