internal import SimKit

/// One whole message: what a reader of a dialect sends.
struct SeedMessage: Sendable {
    /// The dialect's name, as the configuration has it.
    var dialect: String
    var topic: [UInt8]
    var payload: [UInt8]
}

/// One damaged message.
struct MalformedMessage: Sendable, Equatable {
    var dialect: String
    /// `<fault>-<number>`: unique in its dialect.
    var name: String
    var fault: Fault
    var topic: [UInt8]
    var payload: [UInt8]

    /// As a file: the topic, a line feed, the payload.
    var bytes: [UInt8] { topic + [UInt8(ascii: "\n")] + payload }
}

/// Damaged messages of every dialect, made from whole ones. The same seeds and number give the same bytes.
struct MalformedCorpus {
    let seeds: [SeedMessage]
    let seed: UInt64
    /// How many of each fault and dialect.
    let each: Int

    /// The dialects' damaged messages, by dialect and fault.
    func messages() -> [MalformedMessage] {
        var messages: [MalformedMessage] = []
        let byDialect = Dictionary(grouping: seeds, by: \.dialect)
        for (place, dialect) in byDialect.keys.sorted().enumerated() {
            let wholes = byDialect[dialect] ?? []
            for (row, fault) in Fault.allCases.enumerated() {
                // A stream of its own for each: a fault more in one place does not change the others.
                var random = SeededRandom(seed: seed, stream: UInt64(place) << 16 | UInt64(row))
                for number in 0..<each {
                    let whole = wholes[number % wholes.count]
                    var message = MalformedMessage(
                        dialect: dialect, name: "\(fault.rawValue)-\(number + 1)", fault: fault, topic: whole.topic,
                        payload: whole.payload)
                    fault.apply(to: &message, number: number, &random)
                    messages.append(message)
                }
            }
        }
        return messages
    }
}
