import SiteMap

/// What one reader heard at one place of a survey: many reads made one value.
struct SurveyBin {
    var level: Int
    var point: Point
    /// Index of the unit; -1 outside all.
    var unit: Int
    var meanDBm: Double
    /// Variance of one read at this place, dB²; nil with fewer than three reads.
    var readVariance: Double?
    var reads: Int
    /// The label was the unit alone.
    var isUnitOnly: Bool
}

/// A survey, cleaned and gathered by reader and place.
struct SurveyBins {
    private(set) var byReader: [[SurveyBin]]
    private(set) var counts = SurveyCounts()
    /// For each reader the places of points at which it was not heard, though others were.
    private(set) var silent: [[(level: Int, point: Point)]]
    /// How many used points lie in each unit.
    private(set) var pointsOfUnit: [Int]

    /// A reader has at most so many places on a level: with more, they are gathered in wider squares.
    static let placesMax = 200
    private static let contradictionDB = 12.0
    private static let squaresMetres = [0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16]

    private struct Place {
        var level: Int
        var point: Point
        var unit: Int
        var isUnitOnly: Bool
    }

    private struct Key: Hashable {
        var level: Int
        var unit: Int
        var column: Int
        var row: Int
    }

    init(_ points: [SurveyPoint], map: SiteMap) {
        byReader = Array(repeating: [], count: map.readers.count)
        silent = Array(repeating: [], count: map.readers.count)
        pointsOfUnit = Array(repeating: 0, count: map.units.count)
        var heard: [[(place: Place, dBm: Double)]] = Array(repeating: [], count: map.readers.count)
        for point in points {
            counts.points += 1
            counts.reads += point.reads.count
            guard let place = locate(point, map: map) else { continue }
            let reads = clean(point.reads, map: map)
            guard !reads.isEmpty else { continue }
            counts.usedPoints += 1
            counts.usedReads += reads.count
            if place.isUnitOnly { counts.unitOnlyPoints += 1 }
            if place.unit >= 0 { pointsOfUnit[place.unit] += 1 }
            for read in reads { heard[read.reader].append((place, read.rssiDBm)) }
            let names = Set(reads.map(\.reader))
            for reader in map.readers.indices where !names.contains(reader) {
                silent[reader].append((place.level, place.point))
            }
        }
        for reader in map.readers.indices { gather(heard[reader], reader: reader) }
    }

    /// Where a point is: its place is believed more than its unit.
    private mutating func locate(_ point: SurveyPoint, map: SiteMap) -> Place? {
        var unit = point.unit ?? -1
        if point.unit != nil, !map.units.indices.contains(unit) {
            counts.unknownUnits += 1
            unit = -1
        }
        let level = point.level ?? (unit >= 0 ? map.units[unit].level : -1)
        guard map.levels.indices.contains(level) else {
            counts.placelessPoints += 1
            return nil
        }
        let place = Point(xMetres: point.xMetres, yMetres: point.yMetres)
        guard PlanLoss.isPlace(place) else {
            guard unit >= 0 else {
                counts.placelessPoints += 1
                return nil
            }
            if map.units[unit].level != level { counts.contradictingPlaces += 1 }
            return Place(level: map.units[unit].level, point: map.units[unit].point, unit: unit, isUnitOnly: true)
        }
        let inside = map.unit(at: place, level: level)
        if unit >= 0, map.units[unit].level != level || map.distance(from: place, toUnit: unit) > 1 {
            counts.contradictingPlaces += 1
            unit = inside ?? -1
        }
        if unit < 0 { unit = inside ?? -1 }
        return Place(level: level, point: place, unit: unit, isUnitOnly: false)
    }

    private mutating func clean(_ reads: [SurveyPoint.Read], map: SiteMap) -> [SurveyPoint.Read] {
        var kept: [SurveyPoint.Read] = []
        for read in reads {
            guard map.readers.indices.contains(read.reader), map.readers[read.reader].point != nil else {
                counts.unknownReaders += 1
                continue
            }
            guard read.rssiDBm.isFinite, (-110 ... -20).contains(read.rssiDBm) else {
                counts.badPowers += 1
                continue
            }
            kept.append(read)
        }
        return kept
    }

    private mutating func gather(_ heard: [(place: Place, dBm: Double)], reader: Int) {
        guard !heard.isEmpty else { return }
        for square in SurveyBins.squaresMetres {
            var groups: [Key: [Int]] = [:]
            var order: [Key] = []
            for (index, entry) in heard.enumerated() {
                let key = SurveyBins.key(entry.place, squareMetres: square)
                if groups[key] == nil { order.append(key) }
                groups[key, default: []].append(index)
            }
            var perLevel: [Int: Int] = [:]
            for key in order { perLevel[key.level, default: 0] += 1 }
            let isLast = square == SurveyBins.squaresMetres.last
            guard isLast || perLevel.values.allSatisfy({ $0 <= SurveyBins.placesMax }) else { continue }
            // The order of the survey, so that the same file gives the same map.
            byReader[reader] = order.compactMap { key in
                groups[key].map { members in bin(members.map { heard[$0] }) }
            }
            return
        }
    }

    private static func key(_ place: Place, squareMetres: Double) -> Key {
        if place.isUnitOnly { return Key(level: place.level, unit: place.unit, column: .min, row: .min) }
        let column = (place.point.xMetres / squareMetres).rounded(.down)
        let row = (place.point.yMetres / squareMetres).rounded(.down)
        return Key(level: place.level, unit: place.unit, column: Int(column), row: Int(row))
    }

    /// The mean of reads within three robust deviations of their median.
    private mutating func bin(_ members: [(place: Place, dBm: Double)]) -> SurveyBin {
        let powers = members.map(\.dBm).sorted()
        let median = powers[powers.count / 2]
        let deviations = powers.map { abs($0 - median) }.sorted()
        let limit = max(6, 3 * 1.4826 * deviations[deviations.count / 2])
        let kept = powers.filter { abs($0 - median) <= limit }
        let mean = kept.reduce(0, +) / Double(kept.count)
        let all = powers.reduce(0) { $0 + ($1 - median) * ($1 - median) } / Double(powers.count)
        if all > SurveyBins.contradictionDB * SurveyBins.contradictionDB { counts.contradictingReads += 1 }
        let squares = kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        var x = 0.0
        var y = 0.0
        for member in members {
            x += member.place.point.xMetres / Double(members.count)
            y += member.place.point.yMetres / Double(members.count)
        }
        return SurveyBin(
            level: members[0].place.level, point: Point(xMetres: x, yMetres: y), unit: members[0].place.unit,
            meanDBm: mean, readVariance: kept.count >= 3 ? squares / Double(kept.count - 1) : nil,
            reads: members.count, isUnitOnly: members[0].place.isUnitOnly)
    }
}
