internal import Model
internal import SimKit

/// Who is heard by which reader in a second, as the messages that native gateways send.
///
/// A tag that moves is reported at each reader's cadence; one that lies still for half a minute sends every ten
/// seconds, as tags with a motion sensor do.
final class ScenarioAir {
    struct Message {
        var arrival: Int64
        var topic: String
        var payload: [UInt8]
    }

    private let site: ScenarioSite
    private let radio: RadioModel
    private let trackables: [SimTrackable]
    private let topics: [String]
    private var random: SeededRandom
    private var receptions: [[RadioModel.Reception]]
    private var heardAt: [Point]
    private var heardUnit: [Int]
    private var restingSince: [Int]
    private var fading: [Double]
    private var sequences: [Int]
    private var lastSent: [Int64]
    private static let restSeconds = 30
    private static let restCadence: Int64 = 10_000
    private static let heartbeatMilliseconds: Int64 = 10_000

    init(_ site: ScenarioSite, _ radio: RadioModel, _ trackables: [SimTrackable], seed: UInt64) {
        self.site = site
        self.radio = radio
        self.trackables = trackables
        topics = site.hospital.readers.map { "vigie/v1/\(site.hospital.siteID)/observations/\($0.id)" }
        random = SeededRandom(seed: seed, stream: 71)
        receptions = Array(repeating: [], count: trackables.count)
        heardAt = Array(repeating: Point(.infinity, .infinity), count: trackables.count)
        heardUnit = Array(repeating: -1, count: trackables.count)
        restingSince = Array(repeating: 0, count: trackables.count)
        fading = Array(repeating: 0, count: trackables.count)
        sequences = Array(repeating: 0, count: site.hospital.readers.count)
        lastSent = Array(repeating: -10_000, count: site.hospital.readers.count)
    }

    /// The messages of a second, by arrival; times are milliseconds since the scenario began.
    ///
    /// - Parameters:
    ///   - isDead: readers that hear nothing.
    ///   - pretends: they say that they are well nevertheless.
    ///   - falls: who falls in this second.
    func messages(
        second: Int, agents: [World.Agent], gone: Set<Int>, isDead: (Int) -> Bool, pretends: Bool, falls: Set<Int>,
        start: Int64
    ) -> [Message] {
        var messages: [Message] = []
        let from = Int64(second) * 1000
        for index in trackables.indices where !gone.contains(index) {
            listen(index, agents[index], second)
            let isResting = second - restingSince[index] > ScenarioAir.restSeconds
            for reception in receptions[index] {
                let reader = Int(reception.reader)
                guard !isDead(reader) else { continue }
                let cadence =
                    isResting
                    ? ScenarioAir.restCadence : Int64(site.hospital.readers[reader].cadenceSeconds * 1000)
                let phase = Int64(SeededRandom.mix(UInt64(index), UInt64(reader)) % UInt64(cadence))
                let at = from + (phase - from % cadence + cadence) % cadence
                guard at < from + 1000 || falls.contains(index) else { continue }
                send(reception, index, at: min(at, from + 999), fall: falls.contains(index), start, &messages)
            }
        }
        for reader in topics.indices where !isDead(reader) || pretends {
            guard from + 999 - lastSent[reader] >= ScenarioAir.heartbeatMilliseconds else { continue }
            lastSent[reader] = from + 999
            messages.append(Message(arrival: start + from + 999, topic: topics[reader], payload: Array("[]".utf8)))
        }
        return messages.sorted { $0.arrival < $1.arrival }
    }

    private func listen(_ index: Int, _ agent: World.Agent, _ second: Int) {
        fading[index] = 0.95 * fading[index] + 0.5 * random.normal()
        guard agent.unit != heardUnit[index] || agent.point.distance(to: heardAt[index]) > 0.25 else { return }
        heardAt[index] = agent.point
        heardUnit[index] = agent.unit
        restingSince[index] = second
        receptions[index] = radio.receptions(
            at: agent.point, level: site.hospital.units[agent.unit].level, isPassive: false)
    }

    private func send(
        _ reception: RadioModel.Reception, _ index: Int, at: Int64, fall: Bool, _ start: Int64,
        _ messages: inout [Message]
    ) {
        let reader = Int(reception.reader)
        let tag = trackables[index].tag
        var power = Double(reception.dBm) + fading[index] + 3 * random.normal() + tag.offsetDB
        guard power > radio.parameters.sensitivityDBm, !random.chance(0.05) else { return }
        power += site.hospital.readers[reader].offsetDB
        sequences[reader] += 1
        lastSent[reader] = at
        let arrival = start + at + 10 + Int64(random.below(70))
        var json = JSONWriter()
        json.object {
            $0.member("tag", tag.canonical)
            $0.member("at", Instant(milliseconds: start + at))
            $0.member("rssi", power, decimals: 1)
            $0.member("seq", sequences[reader])
            $0.member("boot", "s")
            if fall { $0.object("sensors") { $0.member("fall", true) } }
        }
        messages.append(Message(arrival: arrival, topic: topics[reader], payload: json.bytes))
    }
}
