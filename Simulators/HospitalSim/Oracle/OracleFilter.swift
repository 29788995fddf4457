private import Glibc
internal import Model
internal import SimKit

/// A filter that knows what the simulator does and no product can: the mean power at every place, the noise, the gain
/// of every reader and tag, which reader was due to report, which is dead, and how people walk. What it does not know
/// is where anybody is. It bounds from above what can be reached from the same reads.
///
/// Bayes over cells of a metre, each with five modes: resting, or walking one of four ways.
struct OracleFilter {
    /// One second's evidence of one tag.
    struct Evidence {
        /// Readers by index, and their power less every known gain.
        var heard: [(reader: Int, dBm: Double)]
        /// Readers that were due and said nothing.
        var silent: [Int]
    }

    /// How one kind of trackable moves, by the step.
    private struct Motion {
        var start: Float
        var stop: Float
        var step: Float
        var fadingDB: Double
    }

    let grid: OracleGrid
    /// Row by reader: the mean power in each cell; ``nothing`` where it cannot be heard.
    private let means: [Float]
    private let noiseDB: Double
    private let sensitivityDBm: Double
    private let motion: Motion
    /// For each mode a row of cells; the last one rests.
    private var belief: [Float]
    private var scratch: [Float]
    private var fadingMean = 0.0
    private var fadingVariance: Double

    private static let nothing: Float = -140
    /// Steps of a second: slanting ways take more cells than metres.
    private static let steps = 2
    private static let turn: Float = 0.12
    private static let ride: Float = 0.06
    /// Share that turns up anywhere, by the second: the model of walking is not the simulator's to the letter.
    private static let anywhere: Float = 1e-6
    private static let modes = OracleGrid.headings + 1
    private static let rest = OracleGrid.headings
    /// Cells this much less likely than the best one, as a logarithm, are not looked at twice.
    private static let negligible: Float = 20
    /// A cell's middle stands for all of it, and silences of one place are wrong together: not each counts in full.
    private static let silenceShare = 0.75

    /// The mean power of every reader in every cell.
    /// - Complexity: O(readers · cells within reach · steps of the line).
    static func means(_ radio: RadioModel, _ grid: OracleGrid) -> [Float] {
        var means: [Float] = []
        means.reserveCapacity(radio.hospital.readers.count * grid.cells.count)
        for (index, reader) in radio.hospital.readers.enumerated() {
            for cell in grid.cells {
                let isNear = reader.kind == "ble" && abs(reader.level - cell.level) <= 1
                let mean = isNear ? radio.meanDBm(reader: index, at: cell.point, level: cell.level) : nil
                means.append(mean.map { Float($0) } ?? nothing)
            }
        }
        return means
    }

    init(_ grid: OracleGrid, means: [Float], radio: RadioModel, noiseDB: Double, kind: TrackableKind) {
        self.grid = grid
        self.means = means
        self.noiseDB = max(1, noiseDB)
        sensitivityDBm = radio.parameters.sensitivityDBm
        switch kind {
        case .staff, .robot: motion = Motion(start: 1 / 210, stop: 1 / 50, step: 0.65, fadingDB: 2)
        case .patient: motion = Motion(start: 1 / 1320, stop: 1 / 50, step: 0.45, fadingDB: 2)
        case .equipment, .container: motion = Motion(start: 1 / 4800, stop: 1 / 50, step: 0.6, fadingDB: 1)
        }
        fadingVariance = motion.fadingDB * motion.fadingDB
        let count = grid.cells.count
        belief = Array(repeating: 0, count: count * OracleFilter.modes)
        for cell in 0..<count { belief[OracleFilter.rest * count + cell] = 1 / Float(count) }
        scratch = belief
    }

    /// One second: everybody moves, then what was heard and what was not is weighed.
    /// - Complexity: O(cells), and O(readers) for each cell that is still believed in.
    mutating func step(_ evidence: Evidence) {
        for _ in 0..<OracleFilter.steps { move() }
        let share = OracleFilter.anywhere / Float(belief.count)
        for index in belief.indices { belief[index] += share }
        fadingMean *= 0.95
        fadingVariance = 0.9025 * fadingVariance + pow(motion.fadingDB * 0.312, 2)
        weigh(evidence)
    }

    private mutating func move() {
        let count = grid.cells.count
        let rest = OracleFilter.rest
        for index in scratch.indices { scratch[index] = 0 }
        for cell in 0..<count {
            let resting = belief[rest * count + cell]
            if resting > 1e-13 {
                scratch[rest * count + cell] += resting * (1 - motion.start)
                for heading in 0..<OracleGrid.headings {
                    scratch[heading * count + cell] += resting * motion.start / Float(OracleGrid.headings)
                }
            }
            for heading in 0..<OracleGrid.headings {
                let walking = belief[heading * count + cell]
                if walking > 1e-13 { walk(walking, cell, heading) }
            }
        }
        for (cell, targets) in grid.rides {
            for mode in 0..<OracleFilter.modes {
                let leaving = scratch[mode * count + cell] * OracleFilter.ride
                scratch[mode * count + cell] -= leaving
                for target in targets { scratch[mode * count + target] += leaving / Float(targets.count) }
            }
        }
        swap(&belief, &scratch)
    }

    /// One walker's mass: it may stop, turn, step on or stand; at a wall it turns.
    private mutating func walk(_ mass: Float, _ cell: Int, _ heading: Int) {
        let count = grid.cells.count
        scratch[OracleFilter.rest * count + cell] += mass * motion.stop
        let going = mass * (1 - motion.stop)
        let target = Int(grid.next[cell * OracleGrid.headings + heading])
        let turning = target < 0 ? going : going * OracleFilter.turn
        for other in 0..<OracleGrid.headings where other != heading {
            scratch[other * count + cell] += turning / Float(OracleGrid.headings - 1)
        }
        guard target >= 0 else { return }
        let straight = going - turning
        scratch[heading * count + target] += straight * motion.step
        scratch[heading * count + cell] += straight * (1 - motion.step)
    }

    /// Normal noise that is each read's own, and one fading that all reads of the second share, integrated out.
    private mutating func weigh(_ evidence: Evidence) {
        let count = grid.cells.count
        let square = noiseDB * noiseDB
        let number = Double(evidence.heard.count)
        let shared = fadingVariance / (square * (square + number * fadingVariance))
        let spread = (square + fadingVariance).squareRoot()
        var logs = Array(repeating: -Float.infinity, count: count)
        var residuals = Array(repeating: 0.0, count: count)
        var best = -Float.infinity
        for cell in 0..<count {
            let mass = mass(cell)
            guard mass > 1e-11 else { continue }
            var sum = 0.0
            var squares = 0.0
            for read in evidence.heard {
                let residual = read.dBm - Double(means[read.reader * count + cell]) - fadingMean
                sum += residual
                squares += residual * residual
            }
            logs[cell] = Float(-0.5 * (squares / square - shared * sum * sum))
            residuals[cell] = sum
            best = max(best, logs[cell] + log(mass))
        }
        guard best.isFinite else { return }
        hush(evidence.silent, spread: spread, above: best - OracleFilter.negligible, &logs)
        best = logs.max() ?? 0
        guard best.isFinite else { return }
        var total: Float = 0
        var residual = 0.0
        for cell in 0..<count {
            let factor = logs[cell].isFinite ? exp(logs[cell] - best) : 0
            for mode in 0..<OracleFilter.modes {
                belief[mode * count + cell] *= factor
                total += belief[mode * count + cell]
                residual += Double(belief[mode * count + cell]) * residuals[cell]
            }
        }
        guard total > 0 else { return }
        for index in belief.indices { belief[index] /= total }
        guard number > 0 else { return }
        let gain = fadingVariance / (fadingVariance + square / number)
        fadingMean += gain * residual / Double(total) / number
        fadingVariance *= 1 - gain
    }

    /// Weighs silence, where it can still matter: it only ever lessens a cell.
    private func hush(_ silent: [Int], spread: Double, above least: Float, _ logs: inout [Float]) {
        let count = grid.cells.count
        for cell in 0..<count where logs[cell] + log(mass(cell)) > least {
            var sum = 0.0
            for reader in silent {
                let mean = Double(means[reader * count + cell]) + fadingMean
                guard mean > sensitivityDBm - 3 * spread else { continue }
                sum += OracleFilter.logNormalTail((mean - sensitivityDBm) / spread)
            }
            logs[cell] += Float(OracleFilter.silenceShare * sum)
        }
    }

    /// Log of the probability that a normal deviate exceeds `z`.
    private static func logNormalTail(_ z: Double) -> Double { log(max(1e-9, 0.5 * erfc(z / 2.0.squareRoot()))) }

    private func mass(_ cell: Int) -> Float {
        let count = grid.cells.count
        var sum: Float = 0
        for mode in 0..<OracleFilter.modes { sum += belief[mode * count + cell] }
        return sum
    }

    /// The most probable unit, its probability, and the mean place on its level.
    func estimate() -> (unit: Int, confidence: Float, point: Point) {
        var byUnit: [Int: Float] = [:]
        for cell in grid.cells.indices {
            let mass = mass(cell)
            if mass > 0 { byUnit[grid.cells[cell].unit, default: 0] += mass }
        }
        let best = byUnit.max { ($0.value, $1.key) < ($1.value, $0.key) } ?? (key: 0, value: 0)
        let level = grid.cells.first { $0.unit == best.key }?.level ?? 0
        var x = 0.0
        var y = 0.0
        var total = 0.0
        for (index, cell) in grid.cells.enumerated() where cell.level == level {
            let mass = Double(mass(index))
            x += mass * cell.point.x
            y += mass * cell.point.y
            total += mass
        }
        return (best.key, best.value, Point(x / max(1e-9, total), y / max(1e-9, total)))
    }
}
