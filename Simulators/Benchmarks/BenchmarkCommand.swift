import ArgumentParser
import Glibc
import Model

/// `vigie-bench`.
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vigie-bench", abstract: "Prints what the pipeline reaches on this machine.",
        discussion: "Build with -c release. It starts the `vigie` and `hospital-sim` beside it.",
        subcommands: [
            ReplayBenchmark.self, LiveBenchmark.self, LocateBenchmark.self, EPCBenchmark.self, DecodeBenchmark.self,
            ScanBenchmark.self, StockStudy.self, StockBenchmark.self, AlarmBenchmark.self,
            TrialBenchmark.self,
        ])
}

/// The programs beside this one.
enum Beside {
    static func program(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return folder + "/" + name
    }
}

/// A finished process as the kernel accounts for it.
struct ProcessFigures {
    var wallSeconds: Double
    var cpuSeconds: Double
    var residentMegabytes: Double
    var exitCode: Int32

    /// Processor time of a running process so far, all its threads; 0 when it is not there.
    static func cpuSeconds(of pid: Int32) -> Double {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let file = open("/proc/\(pid)/stat", O_RDONLY)
        guard file >= 0 else { return 0 }
        let count = read(file, &bytes, bytes.count)
        close(file)
        // The name stands in brackets and may hold anything: fields count from the last one. User and system time are
        // fields 14 and 15, in ticks (proc(5)).
        guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return 0 }
        let fields = String(decoding: bytes[(end + 1)..<count], as: UTF8.self).split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Runs a program to its end; its output goes to `output`, or away.
    static func run(_ path: String, _ arguments: [String], output: String? = nil) throws(VigieError) -> ProcessFigures {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var child: pid_t = 0
        var strings = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        let begun = Stopwatch()
        guard posix_spawn(&child, path, &actions, nil, &strings, environ) == 0 else {
            throw VigieError(.noInput, "cannot be started", place: path, remedy: "Build every product first.")
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        let cpu = Stopwatch.seconds(usage.ru_utime) + Stopwatch.seconds(usage.ru_stime)
        return ProcessFigures(
            wallSeconds: begun.seconds, cpuSeconds: cpu, residentMegabytes: Double(usage.ru_maxrss) / 1024,
            exitCode: status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f))
    }
}

/// Monotonic time since it was made.
struct Stopwatch {
    private let start = Stopwatch.now()

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    var seconds: Double { Stopwatch.now() - start }

    static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

extension Double {
    /// With a fixed number of digits.
    func text(_ digits: Int) -> String {
        var writer = JSONWriter()
        writer.number(self, decimals: digits)
        return writer.text
    }
}
