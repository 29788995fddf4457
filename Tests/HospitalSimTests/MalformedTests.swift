import Decode
import Foundation
import Model
import Testing

@testable import HospitalSim

/// The malformed corpus through the decoder: whatever is wrong with a message, it is accounted for, and nothing that
/// breaks a limit comes out.
@Suite struct MalformedTests {
    static let seed: UInt64 = 20_261_122

    private static func corpus(seed: UInt64 = seed) throws -> [MalformedMessage] {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            guard folder.path != "/" else { throw CocoaError(.fileNoSuchFile) }
            folder = folder.deletingLastPathComponent()
        }
        let seeds = try SeedFolder.read(folder.appendingPathComponent("Simulators/Fuzz/Corpus").path)
        return MalformedCorpus(seeds: seeds, seed: seed, each: 3).messages()
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let messages = try Self.corpus()
        #expect(messages.count >= 1_000)
        #expect(Set(messages.map(\.dialect)) == Set(Dialect.allCases.map(\.rawValue)))
        #expect(Set(messages.map { "\($0.dialect)/\($0.name)" }).count == messages.count)
        #expect(try messages == Self.corpus())
        #expect(try messages != Self.corpus(seed: 7))
    }

    @Test func everyFileHasAnOutcome() throws {
        let messages = try Self.corpus()
        var outcomes: [String: Int] = [:]
        for message in messages {
            let dialect = try #require(Dialect(rawValue: message.dialect))
            let named = DialectMap(entries: [.init(filter: try #require(TopicFilter("#")), dialect: dialect)])
            for map in [named, .recognising] {
                let decoded = decode(message, map)
                for rejection in decoded.rejections { outcomes[rejection.reason.rawValue, default: 0] += 1 }
                outcomes["accepted", default: 0] += decoded.observations.count + decoded.health.count
                if let problem = problem(decoded) {
                    Issue.record("\(problem): \(message.dialect)/\(message.name), seed \(Self.seed)")
                }
            }
        }
        print("malformed corpus: \(messages.count) files, seed \(Self.seed): \(outcomes.sorted { $0.key < $1.key })")
        // Each kind of damage is told from the others.
        let expected: [RejectionReason] = [
            .emptyPayload, .tooLarge, .invalidUTF8, .malformedJSON, .tooDeep, .stringTooLong, .controlCharacter,
            .duplicateKey, .missingField, .wrongType, .outOfRange, .badIdentifier, .badTime, .unknownTopic,
            .unknownDialect,
        ]
        for reason in expected { #expect(outcomes[reason.rawValue] != nil, "\(reason.rawValue), seed \(Self.seed)") }
    }

    @Test func whatTheFaultSaysIsWhatTheMessageIs() throws {
        for message in try Self.corpus() where message.dialect == "native" {
            let named = DialectMap(entries: [.init(filter: try #require(TopicFilter("#")), dialect: .native)])
            let reasons = Set(decode(message, named).rejections.map(\.reason))
            let comment = "\(message.name), seed \(Self.seed)"
            switch message.fault {
            case .deep: #expect(reasons.contains(.tooDeep), "\(comment)")
            case .longString: #expect(reasons.contains(.stringTooLong), "\(comment)")
            case .invalidUTF8: #expect(reasons.contains(.invalidUTF8), "\(comment)")
            case .duplicateKey: #expect(reasons.contains(.duplicateKey), "\(comment)")
            case .oversized: #expect(!reasons.isEmpty, "\(comment)")
            default: break
            }
        }
    }

    private func decode(_ message: MalformedMessage, _ map: DialectMap) -> DecodedBatch {
        var batch = MessageBatch()
        message.topic.withUnsafeBytes { topic in
            message.payload.withUnsafeBytes {
                batch.append(topic: topic, payload: $0, receivedAt: Instant(milliseconds: 1_795_300_494_000))
            }
        }
        var decoder = MessageDecoder(map: map)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        return decoded
    }

    /// What does not hold of an outcome; nil when all does.
    private func problem(_ decoded: DecodedBatch) -> String? {
        if decoded.observations.isEmpty, decoded.health.isEmpty, decoded.rejections.isEmpty { return "vanished" }
        let readers = decoded.health.map(\.reader) + decoded.rejections.map(\.reader)
        let texts = decoded.observations.flatMap { [$0.tag, $0.alternateTag, $0.reader, $0.level, $0.boot] } + readers
        for text in texts {
            guard text.range.upperBound <= decoded.bytes.count else { return "a text outside the arena" }
            let bytes = decoded.bytes[text.range]
            guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return "a control character" }
            guard String(validating: bytes, as: UTF8.self) != nil else { return "a text that is not UTF-8" }
        }
        for observation in decoded.observations {
            if observation.tag.isEmpty { return "a tag without a name" }
            let numbers = [
                observation.xMetres, observation.yMetres, observation.zMetres, observation.latitude,
                observation.longitude, Double(observation.rssiDBm), Double(observation.batteryPercent),
                Double(observation.temperatureCelsius),
            ]
            if numbers.contains(where: \.isInfinite) { return "a number that is not finite" }
        }
        return nil
    }
}
