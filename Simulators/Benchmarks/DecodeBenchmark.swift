import ArgumentParser
import Decode
import Glibc
import Model
import SimKit

/// Messages through the decoder alone, beside simdjson on the same messages.
struct DecodeBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Messages a second of the decoder on one core, beside simdjson's DOM.",
        discussion: """
            Both sides run as processes of their own, in turn, and the least CPU time of each counts. The decoder does \
            all of its work: limits, checks, canonical ids, times; simdjson parses and finds the same fields. Where \
            `perf` can count, instructions in user space are told as well: they hardly depend on what else runs.

              vigie-bench decode
              vigie-bench decode --capture espresense.ndjson
            """)

    @Option(help: "Messages of each workload.")
    var messages = 2_000

    @Option(help: "How often each run goes over them.")
    var rounds = 100

    @Option(help: "Runs of each side; the least time counts.")
    var runs = 5

    @Option(help: "Seed of the messages.")
    var seed: UInt64 = 20_261_122

    @Option(help: "A capture of ESPresense messages (NDJSON) to measure as well.")
    var capture: String?

    @Flag(help: "Leave simdjson out.")
    var withoutPeer = false

    @Option(
        help: ArgumentHelp("Measure this file of messages and print seconds, entries and sum.", visibility: .hidden))
    var file: String?

    @Option(help: ArgumentHelp("The dialect of --file.", visibility: .hidden))
    var shape = "espresense"

    func run() throws {
        let shapeOfFile = DecodeWorkload.Shape(rawValue: shape) ?? .espresense
        if let file {
            guard let workload = DecodeWorkload(shapeOfFile, file: file) else {
                throw VigieError(.badData, "is no file of messages", place: file)
            }
            return DecodeBenchmark.measure(workload, rounds: rounds)
        }
        let folder = try TemporaryFolder.make("vigie-bench-decode")
        defer { TemporaryFolder.remove(folder) }
        let peer = withoutPeer ? .skipped("left out") : SimdjsonPeer.build(folder: folder)
        for shape in DecodeWorkload.Shape.allCases {
            let workload = DecodeWorkload(shape, count: max(1, messages), seed: seed)
            try compare(workload, name: "\(shape.rawValue), made", peer: peer, folder: folder, isOwn: true)
        }
        guard let capture else { return }
        guard let workload = DecodeWorkload(.espresense, capture: capture) else {
            print("espresense, captured: skipped, no messages in \(capture)")
            return
        }
        try compare(workload, name: "espresense, captured", peer: peer, folder: folder, isOwn: false)
    }

    /// Decodes the whole batch so often; seconds of CPU, entries and the sum of the strengths on one line.
    private static func measure(_ workload: DecodeWorkload, rounds: Int) {
        var entries = 0
        var sum = 0.0
        guard let filter = TopicFilter("#"), let dialect = Dialect(rawValue: workload.shape.rawValue) else { return }
        var decoder = MessageDecoder(map: DialectMap(entries: [.init(filter: filter, dialect: dialect)]))
        var decoded = DecodedBatch()
        let begun = SideRun.cpuSeconds()
        for _ in 0..<rounds {
            decoder.decode(workload.batch, into: &decoded)
            entries += decoded.observations.count + decoded.rejections.count
            for observation in decoded.observations { sum += (Double(observation.rssiDBm) * 100).rounded() }
        }
        let seconds = SideRun.cpuSeconds() - begun
        print("\(seconds.text(9)) \(entries) \(sum.text(0))")
    }

    private func compare(
        _ workload: DecodeWorkload, name: String, peer: SimdjsonPeer.Outcome, folder: String, isOwn: Bool
    ) throws {
        let file = folder + "/messages"
        try workload.write(to: file)
        // A short workload goes round more often.
        let count = workload.batch.count
        let rounds = max(1, rounds * max(1, messages / count))
        let program = Beside.program("vigie-bench")
        let ours = SideRun(
            program: program, folder: folder,
            arguments: { ["decode", "--file", file, "--shape", workload.shape.rawValue, "--rounds", "\($0)"] })
        var theirs: SideRun?
        if case .built(let path) = peer {
            theirs = SideRun(program: path, folder: folder, arguments: { [workload.shape.rawValue, file, "\($0)"] })
        }
        var best = (ours: SideRun.Result.none, theirs: SideRun.Result.none)
        for _ in 0..<max(1, runs) {
            best.ours = try best.ours.better(ours.run(rounds: rounds))
            if let theirs { best.theirs = try best.theirs.better(theirs.run(rounds: rounds)) }
        }
        let messages = Double(count * rounds)
        let bytes = Double(workload.batch.messages.reduce(0) { $0 + Int($1.payload.count) }) / Double(count)
        print("\(name): \(count) messages of \(bytes.text(0)) bytes, \(best.ours.entries / rounds) entries")
        let ourInstructions = ours.instructions(messages: count, rounds: max(1, rounds / 10))
        show("vigie", best.ours, messages, ourInstructions)
        let allocations = ours.allocations(messages: count, rounds: 3)?.text(4)
        print(
            "  vigie: allocations a message in the steady state: "
                + (allocations ?? "not counted (needs valgrind and strip)"))
        guard let theirs else {
            if case .skipped(let why) = peer { print("  simdjson: skipped (\(why))") }
            return
        }
        let theirInstructions = theirs.instructions(messages: count, rounds: max(1, rounds / 10))
        show("simdjson", best.theirs, messages, theirInstructions)
        let isSame = best.ours.entries == best.theirs.entries && (!isOwn || best.ours.sum == best.theirs.sum)
        guard isSame else {
            throw VigieError(
                .badData, "the two sides read different things: \(best.ours) and \(best.theirs)", place: name)
        }
        var ratios = "  rate to simdjson's: \((best.theirs.seconds / best.ours.seconds).text(2))"
        if let ourInstructions, let theirInstructions {
            ratios += " by time, \((theirInstructions / ourInstructions).text(2)) by instructions"
        }
        print(ratios)
    }

    private func show(_ side: String, _ result: SideRun.Result, _ messages: Double, _ instructions: Double?) {
        let rate = (messages / result.seconds / 1e6).text(3)
        let observations = (Double(result.entries) / result.seconds / 1e6).text(3)
        let counted = instructions.map { ", \($0.text(0)) instructions/message" } ?? ""
        print("  \(side): \(rate) million messages/s, \(observations) million entries/s\(counted)")
    }
}
