import Decode
import Model

/// 2026-11-21T22:34:54Z: when the messages of the tests are received.
let receivedAt = Instant(milliseconds: 1_795_300_494_000)

/// What one message became.
struct Outcome {
    var dialect: Dialect?
    var batch: DecodedBatch

    var observations: [Observation] { batch.observations }
    var observation: Observation { batch.observations.first ?? Observation() }
    var reasons: [RejectionReason] { batch.rejections.map(\.reason) }
    var health: [HealthReport.Kind] { batch.health.map(\.kind) }
    var tags: [String] { batch.observations.map { batch.text($0.tag) } }
    var alternate: String { batch.text(observation.alternateTag) }
    var readers: [String] { batch.observations.map { batch.text($0.reader) } }
}

/// Decodes one message given as bytes.
func decode(
    topic: String, bytes payload: [UInt8], at: Instant = receivedAt, flags: MessageHeader.Flags = [],
    map: DialectMap = .recognising, families: TagFamilies = .none
) -> Outcome {
    var batch = MessageBatch()
    Array(topic.utf8).withUnsafeBytes { topic in
        payload.withUnsafeBytes { payload in
            batch.append(topic: topic, payload: payload, receivedAt: at, flags: flags)
        }
    }
    var map = map
    map.families = families
    var decoder = MessageDecoder(map: map)
    var decoded = DecodedBatch()
    decoder.decode(batch, into: &decoded)
    return Outcome(dialect: decoder.dialects[0], batch: decoded)
}

/// Decodes one message given as text.
func decode(
    _ topic: String, _ payload: String, at: Instant = receivedAt, flags: MessageHeader.Flags = [],
    map: DialectMap = .recognising
) -> Outcome {
    decode(topic: topic, bytes: Array(payload.utf8), at: at, flags: flags, map: map)
}

/// Bytes written in hex.
func bytes(hex text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
}

let nativeTopic = "vigie/v1/north/observations/gw-7"
let fixesTopic = "vigie/v1/north/fixes/uwb"
let espresenseTopic = "espresense/devices/pump:7/ward-2"

/// Decodes a native observation.
func native(_ payload: String, flags: MessageHeader.Flags = []) -> Outcome {
    decode(nativeTopic, payload, flags: flags)
}

/// SplitMix64: the same cases for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
