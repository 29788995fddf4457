import Glibc

/// What libFuzzer calls with each input. `VIGIE_FUZZ_TARGET` says which target takes it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    Stopwatch.time { Campaign.target.run(input, isPlanted: Campaign.isPlanted) }
    return 0
}

/// What the environment asks for, read once.
enum Campaign {
    static let target: FuzzTarget = {
        let name = environment("VIGIE_FUZZ_TARGET") ?? ""
        if let target = FuzzTarget(name: name) { return target }
        complain("no fuzz target \(name); known: \(FuzzTarget.names.joined(separator: " "))")
        exit(64)
    }()

    /// The control: a fault of the target itself that the fuzzer has to find.
    static let isPlanted = environment("VIGIE_FUZZ_PLANTED") == "1"

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// What did not hold, on standard error; then the process ends, and libFuzzer keeps the input.
func fail(_ what: String) -> Never {
    complain("vigie-fuzz: \(Campaign.target.name): \(what)")
    abort()
}

private func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}

/// The time that inputs take: libFuzzer's own bound counts whole seconds.
///
/// The thread's processor time and not the wall's: other work on the machine is no slowness of ours.
enum Stopwatch {
    static let boundMicroseconds = 100_000
    private static let slowest = Slowest()

    static func time(_ body: () -> Void) {
        var microseconds = measure(body)
        // A first time over the bound may be the page faults of the first use.
        if microseconds > boundMicroseconds { microseconds = min(microseconds, measure(body)) }
        slowest.note(microseconds)
        if microseconds > boundMicroseconds { fail("an input took \(microseconds / 1000) ms") }
    }

    private static func measure(_ body: () -> Void) -> Int {
        let start = now()
        body()
        return now() - start
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// The longest time so far, told at the end of the process. One thread only.
    private final class Slowest: @unchecked Sendable {
        private var microseconds = 0

        init() {
            atexit { Stopwatch.slowest.tell() }
        }

        func note(_ other: Int) { microseconds = max(microseconds, other) }
        func tell() { complain("slowest_input_us: \(microseconds)") }
    }
}
