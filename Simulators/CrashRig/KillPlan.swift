import Model
import SimKit

/// One kill: at which point, and at which passing of it.
struct Kill: Hashable, Sendable {
    var point: FaultPoint
    /// The process ends itself when it passes the point for the n-th time, from 1.
    var passing: Int
    /// For ``Model/FaultPoint/shutdown``: how long the daemon works before it is asked to stop.
    var workMilliseconds: Int
}

/// The kills of a run, decided by a seed alone.
///
/// They go in rounds: each round has every point once, in a new order, so that all points get the same share and follow
/// on each other in all ways.
struct KillPlan: Sendable {
    let kills: [Kill]

    init(points: [FaultPoint], count: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed, stream: 0x6B69_6C6C)
        var kills: [Kill] = []
        var round: [FaultPoint] = []
        while kills.count < count {
            if round.isEmpty { round = points.shuffled(using: &random) }
            let point = round.removeLast()
            kills.append(
                Kill(
                    point: point, passing: 1 + random.below(KillPlan.passings(of: point)),
                    workMilliseconds: random.below(60)))
        }
        self.kills = kills
    }

    /// Points that are passed with every batch are left alone for a while; the rare ones are met soon.
    private static func passings(of point: FaultPoint) -> Int {
        switch point {
        case .shutdown: 1
        case .checkpoint: 2
        default: 16
        }
    }
}
