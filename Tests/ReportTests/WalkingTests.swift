import Model
import Store
import Testing

@testable import Report

@Suite struct WalkingTests {
    private func passage(_ from: Int32, _ to: Int32, _ metres: Double) -> PassageRow {
        let folder = Self.template
        var row = folder
        row.from = UnitKey(from)
        row.to = UnitKey(to)
        row.metres = metres
        return row
    }

    /// Rows come from the store only; one of them serves as the form for all.
    private static let template: PassageRow = {
        do {
            let folder = try TemporaryFolder()
            try SmallHospital.fill(folder.data)
            return try StoreReader(folder: folder.data).passages()[0]
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    @Test func theShortestWayCountsNotTheFirst() {
        let ways = WalkingDistances(
            from: UnitKey(1), passages: [passage(1, 2, 10), passage(2, 3, 10), passage(1, 3, 50), passage(3, 4, 1)])
        #expect(ways.metres(to: UnitKey(1)) == 0)
        #expect(ways.metres(to: UnitKey(3)) == 20)
        #expect(ways.metres(to: UnitKey(4)) == 21)
    }

    @Test func passagesWorkBothWays() {
        #expect(WalkingDistances(from: UnitKey(9), passages: [passage(2, 9, 7)]).metres(to: UnitKey(2)) == 7)
    }

    @Test func unitsWithoutAWayAndDamagedLengthsGiveNothing() {
        let ways = WalkingDistances(
            from: UnitKey(1),
            passages: [passage(1, 2, -3), passage(1, 3, .nan), passage(1, 4, .infinity), passage(5, 6, 1)])
        for unit in [2, 3, 4, 5, 6, 77] { #expect(ways.metres(to: UnitKey(Int32(unit))) == nil) }
    }

    /// Against Floyd and Warshall's algorithm, which shares no code with it.
    @Test func randomGraphsAgreeWithAllPairs() {
        for seed in UInt64(1)...20 {
            var generator = SplitMix(seed: seed)
            let count = 12
            var best = (0..<count).map { from in (0..<count).map { from == $0 ? 0 : Double.infinity } }
            var passages: [PassageRow] = []
            for _ in 0..<18 {
                let from = Int.random(in: 0..<count, using: &generator)
                let to = Int.random(in: 0..<count, using: &generator)
                let metres = Double.random(in: 0...30, using: &generator).rounded()
                passages.append(passage(Int32(from), Int32(to), metres))
                best[from][to] = min(best[from][to], metres)
                best[to][from] = min(best[to][from], metres)
            }
            for middle in 0..<count {
                for from in 0..<count {
                    for to in 0..<count { best[from][to] = min(best[from][to], best[from][middle] + best[middle][to]) }
                }
            }
            let ways = WalkingDistances(from: UnitKey(0), passages: passages)
            for unit in 0..<count {
                let expected = best[0][unit].isFinite ? best[0][unit] : nil
                #expect(ways.metres(to: UnitKey(Int32(unit))) == expected, "seed \(seed)")
            }
        }
    }
}
