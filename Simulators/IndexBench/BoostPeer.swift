import Glibc
import SimKit

/// Builds and runs `Peer/boost_rtree.cpp`, when there is a compiler and the library.
enum BoostPeer {
    enum Outcome {
        case skipped(String)
        case figures([SideFigures])
    }

    private static let remedy = "apt-get install libboost-dev g++"
    private static let compiler = "/usr/bin/g++"

    static func run(runs: Int, seed: UInt64) -> Outcome {
        guard access(compiler, X_OK) == 0, access("/usr/include/boost/geometry.hpp", R_OK) == 0 else {
            return .skipped(remedy)
        }
        guard let source = source() else { return .skipped("its source is not where this was built") }
        guard let folder = try? TemporaryFolder.make("vigie-bench-index") else {
            return .skipped("no temporary folder")
        }
        defer { TemporaryFolder.remove(folder) }
        let program = folder + "/peer"
        let log = folder + "/log"
        let flags = ["-O3", "-march=x86-64", "-std=c++17", "-DBOOST_MATH_DISABLE_DEPRECATED_03_WARNING"]
        guard
            finish(compiler, flags + ["-o", program, source], output: log, milliseconds: 180_000)
        else { return .skipped("it cannot be compiled: \(remedy)") }
        let sizes = [
            Workload.count, Workload.levels, Workload.warmMoves, Workload.movesPerRun, runs, Workload.queryCount,
            Workload.checkedQueries,
        ]
        let output = folder + "/output"
        guard finish(program, sizes.map(String.init) + [String(seed)], output: output, milliseconds: 600_000) else {
            return .skipped("it failed")
        }
        return .figures(parse(TemporaryFolder.text(of: output)))
    }

    private static func source() -> String? {
        let here = #filePath
        guard let slash = here.lastIndex(of: "/") else { return nil }
        let path = here[..<slash] + "/Peer/boost_rtree.cpp"
        return access(String(path), R_OK) == 0 ? String(path) : nil
    }

    private static func finish(_ path: String, _ arguments: [String], output: String, milliseconds: Int) -> Bool {
        guard let child = try? ChildProcess(path: path, arguments: arguments, output: output) else { return false }
        return child.wait(milliseconds: milliseconds) == .exited(code: 0)
    }

    private static func parse(_ text: String) -> [SideFigures] {
        var sides: [SideFigures] = []
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count >= 4 else { continue }
            if sides.last?.name != fields[1] { sides.append(SideFigures(name: fields[1])) }
            if fields[0] == "time", fields.count == 5, let count = Int(fields[3]), let seconds = Double(fields[4]) {
                sides[sides.count - 1].figures[fields[2], default: Figures()].add(seconds: seconds, operations: count)
            } else if fields[0] == "check" {
                sides[sides.count - 1].checks[fields[2]] = fields[3]
            }
        }
        return sides
    }
}
