import Glibc
import Model
import SimKit

/// Builds `Peer/simdjson_decode.cpp`, when there is a compiler and the library.
enum SimdjsonPeer {
    enum Outcome {
        case skipped(String)
        /// The path of the program.
        case built(String)
    }

    private static let remedy = "apt-get install libsimdjson-dev g++"
    private static let compiler = "/usr/bin/g++"

    static func build(folder: String) -> Outcome {
        guard access(compiler, X_OK) == 0, access("/usr/include/simdjson.h", R_OK) == 0 else {
            return .skipped(remedy)
        }
        let here = #filePath
        guard let slash = here.lastIndex(of: "/") else { return .skipped("no source") }
        let source = here[..<slash] + "/Peer/simdjson_decode.cpp"
        guard access(String(source), R_OK) == 0 else { return .skipped("its source is not where this was built") }
        let program = folder + "/simdjson_decode"
        let arguments = ["-O3", "-std=c++17", "-o", program, String(source), "-lsimdjson"]
        guard let figures = try? ProcessFigures.run(compiler, arguments), figures.exitCode == 0 else {
            return .skipped("it cannot be compiled: \(remedy)")
        }
        return .built(program)
    }
}

/// One side of the comparison: a program that goes over the messages and prints seconds, entries and a sum.
struct SideRun {
    struct Result {
        var seconds: Double
        var entries: Int
        var sum: Double

        static let none = Result(seconds: .infinity, entries: 0, sum: 0)

        func better(_ other: Result) -> Result { other.seconds < seconds ? other : self }
    }

    private static let perf = "/usr/bin/perf"
    private static let valgrind = "/usr/bin/valgrind"
    private static let strip = "/usr/bin/strip"

    let program: String
    let folder: String
    let arguments: (_ rounds: Int) -> [String]

    /// Seconds of CPU that this thread has used: what else runs on the machine counts less than on the wall clock.
    static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    func run(rounds: Int) throws -> Result {
        let output = folder + "/output"
        let figures = try ProcessFigures.run(program, arguments(rounds), output: output)
        let fields = TemporaryFolder.text(of: output).split { $0 == " " || $0 == "\n" }
        guard figures.exitCode == 0, fields.count == 3, let seconds = Double(fields[0]), let entries = Int(fields[1]),
            let sum = Double(fields[2])
        else { throw VigieError(.unavailable, "ended with \(figures.exitCode)", place: program) }
        return Result(seconds: seconds, entries: entries, sum: sum)
    }

    /// Instructions in user space for one message: what some rounds cost more than one; nil where nothing counts them.
    func instructions(messages: Int, rounds: Int) -> Double? {
        guard access(SideRun.perf, X_OK) == 0, let one = counted(rounds: 1), let more = counted(rounds: 1 + rounds)
        else { return nil }
        return (more - one) / Double(messages * rounds)
    }

    /// Allocations for one message in the steady state, as Valgrind counts them: what some rounds ask for more than two
    /// (the first lets the scratch memory grow); nil without Valgrind.
    func allocations(messages: Int, rounds: Int) -> Double? {
        guard access(SideRun.valgrind, X_OK) == 0, let two = allocated(rounds: 2),
            let more = allocated(rounds: 2 + rounds)
        else { return nil }
        return (more - two) / Double(messages * rounds)
    }

    private func allocated(rounds: Int) -> Double? {
        let output = folder + "/valgrind"
        // Valgrind 3.19 gives up on the debug information that Swift 6 writes.
        let stripped = folder + "/stripped"
        if access(stripped, X_OK) != 0 {
            let figures = try? ProcessFigures.run(SideRun.strip, ["-g", "-o", stripped, program])
            guard figures?.exitCode == 0 else { return nil }
        }
        let head = ["--leak-check=no", "--log-file=" + output, stripped]
        guard let figures = try? ProcessFigures.run(SideRun.valgrind, head + arguments(rounds)), figures.exitCode == 0,
            let line = TemporaryFolder.text(of: output).split(separator: "\n").first(where: { $0.contains(" allocs,") }
            ),
            let count = line.split(separator: ":").last?.split(separator: " ").first
        else { return nil }
        return Double(count.filter { $0 != "," })
    }

    private func counted(rounds: Int) -> Double? {
        let output = folder + "/perf"
        let head = ["stat", "-x", ",", "-e", "instructions:u", "-o", output, program]
        guard let figures = try? ProcessFigures.run(SideRun.perf, head + arguments(rounds)), figures.exitCode == 0
        else {
            return nil
        }
        let lines = TemporaryFolder.text(of: output).split(separator: "\n")
        return lines.first { $0.contains("instructions") }?.split(separator: ",").first.flatMap { Double($0) }
    }
}
