import Glibc

/// The programs that the build put beside the tests.
enum Built {
    static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        return own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
    }()

    static var vigie: String { folder + "/vigie" }
    /// The preload library that makes a disk full or broken.
    static var faultDisk: String { folder + "/libFaultDisk.so" }
}

/// Waits for what takes as long as it takes on this machine.
enum Waiting {
    static func until(seconds: Double = 60, everyMilliseconds: UInt32 = 20, _ condition: () throws -> Bool) rethrows
        -> Bool
    {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let deadline = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 + seconds
        while try !condition() {
            clock_gettime(CLOCK_MONOTONIC, &now)
            if Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 > deadline { return false }
            usleep(everyMilliseconds * 1000)
        }
        return true
    }
}
