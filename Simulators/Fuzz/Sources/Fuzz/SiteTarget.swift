import Model
import SiteMap

/// The files of a site folder, in memory: each begins with a line of `=` and its name. What is accepted can be asked.
enum SiteTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        let check = SiteMap.check(files: files(Array(input)))
        if check.failure != nil, check.errors.isEmpty { fail("refused without an error") }
        guard let map = check.map else {
            if check.failure == nil { fail("neither a site nor a failure") }
            return
        }
        ask(map)
    }

    /// Only the names that a folder's reader looks at, each once, sorted: what the loader is promised.
    private static func files(_ input: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        var files: [String: [UInt8]] = [:]
        var name = ""
        for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.first == UInt8(ascii: "=") {
                name = String(decoding: line.dropFirst(), as: UTF8.self)
                if files[name] == nil, SiteFiles.known.contains(name) { files[name] = [] }
            } else if files[name] != nil {
                files[name]?.append(contentsOf: line)
                files[name]?.append(UInt8(ascii: "\n"))
            }
        }
        return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func ask(_ map: SiteMap) {
        for level in map.levels.indices {
            for step in 0..<8 {
                let point = Point(xMetres: Double(step) * 2.5 - 3, yMetres: Double(step % 3) * 3 - 1)
                guard let unit = map.unit(at: point, level: level) else { continue }
                guard map.units.indices.contains(unit), map.units[unit].level == level else {
                    fail("a point in a unit of another level")
                }
                guard map.units[unit].contains(point) else { fail("a point in a unit that does not hold it") }
            }
        }
        guard let first = map.units.indices.first, let last = map.units.indices.last else { return }
        let distances = map.walkingDistances(from: first)
        guard distances.count == map.units.count, distances.allSatisfy({ $0 >= 0 }) else {
            fail("distances that are none")
        }
        guard (map.route(from: first, to: last) == nil) == (distances[last] == .infinity) else {
            fail("a distance without a way, or a way without a distance")
        }
        guard map.records(version: "").units.count == map.units.count else { fail("units that are not recorded") }
    }
}
