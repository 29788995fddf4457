import Glibc

/// Operations per second of the runs of one thing.
struct Figures {
    /// Seconds for one operation, each run.
    private(set) var secondsEach: [Double] = []

    mutating func add(seconds: Double, operations: Int) { secondsEach.append(seconds / Double(max(1, operations))) }

    /// Runs a body once and adds it.
    mutating func measure(operations: Int, _ body: () -> Void) {
        let begun = Figures.cpuSeconds()
        body()
        add(seconds: Figures.cpuSeconds() - begun, operations: operations)
    }

    var least: Double { secondsEach.min() ?? .nan }

    var median: Double {
        let sorted = secondsEach.sorted()
        return sorted.isEmpty ? .nan : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// Seconds of CPU that this thread has used: what else runs on the machine counts less than on the wall clock.
    static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Megabytes that the process has resident now.
    static func residentMegabytes() -> Double {
        guard let file = fopen("/proc/self/statm", "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return .nan }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return .nan }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    /// Nanoseconds of one operation and operations per second, by the median and by the least.
    var text: String {
        "\(Text.right(Text.thousands(1 / median), 12))/s median \(Text.right(Text.thousands(1 / least), 12))/s best "
            + "\(Text.right(Text.decimals(median * 1e9, 0), 6)) ns"
    }
}

/// Numbers and columns as text, without Foundation.
enum Text {
    static func thousands(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        var rest = Int(value.rounded())
        var groups: [String] = []
        while rest >= 1000 {
            let group = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - group.count) + group)
            rest /= 1000
        }
        groups.append(String(rest))
        return groups.reversed().joined(separator: ",")
    }

    static func decimals(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(abs(scaled) % scale)
        return (scaled < 0 ? "-" : "") + String(abs(scaled) / scale) + "."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
