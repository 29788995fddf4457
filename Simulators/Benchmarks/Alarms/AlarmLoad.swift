import Histogram
import Model
import SimKit

/// Publishes the background and the probes at a rate, and hears the alarms.
final class AlarmLoad {
    enum Kind: String, CaseIterable {
        case button, place, room
    }

    let rate: Int
    private(set) var published = 0
    private(set) var elapsed = 0.0
    /// Alarms of the background, steps after the raising left out.
    private(set) var others = 0
    private(set) var expected: [Kind: Int] = [:]
    private(set) var checks: [Kind: Int] = [:]
    private(set) var delays: [Kind: Histogram<UInt64>] = [:]
    private(set) var all = AlarmLoad.histogram()
    /// What the broker alone takes, for one message in a hundred.
    private(set) var bare = AlarmLoad.histogram()
    private let publisher: SimPublisher
    private let subscriber: SimSubscriber
    private var random = SeededRandom(seed: 7)
    /// When a probe's last read was published, nanoseconds, by trackable.
    private var lastRead: [String: Int64] = [:]
    private var countsFrom = Int64.max
    private var sequence = 0
    private let begin = MonotonicClock.nanoseconds()

    static func histogram() -> Histogram<UInt64> {
        Histogram<UInt64>(highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)
    }

    init(port: Int, rate: Int) throws {
        self.rate = rate
        publisher = try SimPublisher(port: port, clientID: "bench-load", window: 5000)
        subscriber = try SimSubscriber(
            port: port, clientID: "bench-ear", filters: ["vigie/v1/corridor/alarms/+", "bench/echo"])
        subscriber.onMessage = { [unowned self] in hear($0) }
    }

    func run(warmSeconds: Int, seconds: Int) throws {
        let start = MonotonicClock.nanoseconds()
        countsFrom = start + Int64(warmSeconds) * 1_000_000_000
        var sent = 0
        var second = -1
        var due: [(at: Int64, send: () throws -> Void)] = []
        while true {
            let now = MonotonicClock.nanoseconds() - start
            if now >= Int64(warmSeconds + seconds) * 1_000_000_000 { break }
            if Int(now / 1_000_000_000) > second {
                second += 1
                due += probes(second, start)
                due.sort { $0.at < $1.at }
            }
            while let first = due.first, first.at <= now {
                due.removeFirst()
                try first.send()
            }
            let wanted = Int(Double(now) / 1e9 * Double(rate))
            for _ in 0..<min(100, max(0, wanted - published)) {
                try background(sent)
                sent += 1
            }
            try publisher.poll(milliseconds: 0)
            try subscriber.poll(milliseconds: 0)
            if wanted <= published { MonotonicClock.sleep(milliseconds: 1) }
        }
        elapsed = Double(MonotonicClock.nanoseconds() - start) / 1e9
        let deadline = MonotonicClock.milliseconds() + 3000
        while MonotonicClock.milliseconds() < deadline {
            try publisher.poll(milliseconds: 0)
            try subscriber.poll(milliseconds: 20)
        }
        publisher.close()
        subscriber.close()
    }

    // MARK: Traffic

    /// A tag is heard in its room, or from a room beside it.
    private func background(_ number: Int) throws {
        let index = random.below(AlarmWorld.backgroundTags)
        let site = AlarmWorld.site
        let (level, home) = (index % site.levels, index / site.levels * 2)
        let step = random.below(5) - 2
        let room = max(0, min(site.rooms - 1, home + 2 * step))
        try observe(
            "r-\(level)-\(room)", AlarmWorld.tag("c", index), power: -56 - 8 * abs(step) - random.below(10))
        guard number % 100 == 0 else { return }
        try publisher.publish(topic: "bench/echo", text: "\(MonotonicClock.nanoseconds())")
    }

    private func observe(_ reader: String, _ tag: String, power: Int, sensors: String = "") throws {
        published += 1
        try publisher.publish(
            topic: "vigie/v1/corridor/observations/\(reader)",
            text: #"{"tag":"\#(tag)","rssi":\#(power),"battery":87\#(sensors)}"#)
    }

    /// What the probes send in a second, at times of their own in it.
    private func probes(_ second: Int, _ start: Int64) -> [(at: Int64, send: () throws -> Void)] {
        var due: [(at: Int64, send: () throws -> Void)] = []
        let from = Int64(second) * 1_000_000_000
        func add(_ send: @escaping () throws -> Void) {
            due.append((from + Int64(random.below(1_000_000_000)), send))
        }
        for number in 0..<10 {
            let probe = (second * 10 + number) % AlarmWorld.buttonProbes
            add { [unowned self] in
                note("PAT-\(probe)", .button, isEvent: true)
                try observe(
                    "r-\(probe % AlarmWorld.site.levels)-\(probe % AlarmWorld.site.rooms)", AlarmWorld.tag("b", probe),
                    power: -60, sensors: #","sensors":{"button":"sos"}"#)
            }
        }
        for probe in 0..<AlarmWorld.placeProbes {
            let (centre, phase) = (AlarmWorld.centre(probe: probe), (second + probe) % 8)
            let isInside = phase >= 4
            add { [unowned self] in
                note("A-\(probe)", .place, isEvent: phase == 4)
                published += 1
                let x = centre.x + (isInside ? 0 : probe % 2 == 0 ? 2.2 : -2.2)
                try publisher.publish(
                    topic: "vigie/v1/corridor/fixes/uwb",
                    text: #"{"tag":"\#(AlarmWorld.tag("a", probe))","level":"L\#(centre.level)","x":\#(x),"#
                        + #""y":\#(centre.y),"accuracy_m":0.3}"#)
            }
        }
        for probe in 0..<AlarmWorld.roomProbes {
            let (rooms, phase) = (AlarmWorld.rooms(probe: probe), (second + probe) % 40)
            let room = phase >= 20 ? rooms.inside : rooms.outside
            add { [unowned self] in
                note("D-\(probe)", .room, isEvent: phase == 20)
                for (beside, power) in [(0, -50), (-2, -78), (2, -79)] where room + beside >= 0 {
                    try observe(
                        "r-\(rooms.level)-\(room + beside)", AlarmWorld.tag("d", probe),
                        power: power - random.below(5))
                }
            }
        }
        return due
    }

    private func note(_ trackable: String, _ kind: Kind, isEvent: Bool) {
        let now = MonotonicClock.nanoseconds()
        lastRead[trackable] = now
        if isEvent, now >= countsFrom { expected[kind, default: 0] += 1 }
    }

    // MARK: Alarms

    private func hear(_ message: SimSubscriber.Message) {
        let now = MonotonicClock.nanoseconds()
        let text = message.text
        if message.topic == "bench/echo" {
            if let at = Int64(text), at >= countsFrom { _ = bare.record(UInt64(max(0, now - at) / 1000)) }
            return
        }
        guard text.contains(#""event":"raised""#) else { return }
        guard let rule = message.topic.split(separator: "/").last, let kind = Kind(rawValue: String(rule)) else {
            others += 1
            return
        }
        guard let trackable = AlarmLoad.member("trackable", of: text), let read = lastRead[trackable],
            read >= countsFrom
        else { return }
        guard !text.contains(#""certainty":"check""#) else { return checks[kind, default: 0] += 1 }
        let microseconds = UInt64(max(0, now - read) / 1000)
        _ = delays[kind, default: AlarmLoad.histogram()].record(microseconds)
        _ = all.record(microseconds)
    }

    private static func member(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "\"\(name)\":\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
