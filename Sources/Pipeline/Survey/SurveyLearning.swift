import FoundationEssentials
public import Model
import Resolve
import SiteMap

/// `vigie survey learn`: labelled reads → radio map.
public struct SurveyLearning {
    /// What came of it, by names.
    public struct Result: Sendable {
        /// Counts by name, in a fixed order: what was given, used, and left out.
        public var counts: [(name: String, value: Int)] = []
        /// Root mean square of the errors at places left out, dB: learned map, fitted path loss, the plan alone.
        public var leaveOneOutDB: Double?
        public var fittedPathLossDB: Double?
        public var defaultPathLossDB: Double?
        public var exponent = 0.0
        public var wallLossDB = 0.0
        public var floorLossDB = 0.0
        public var squareMetresPerPoint: Double?
        public var unitsWithoutPoints: [String] = []
        public var unheardReaders: [String] = []
        public var oddReaders: [(reader: String, excessDB: Double, places: Int)] = []
        public var alikeUnits: [(first: String, second: String, separation: Double)] = []
        /// The first line that is no survey point.
        public var firstBadLine: Int?
    }

    /// A line of the file (DESIGN 5.5).
    private struct Line: Decodable {
        struct Read: Decodable {
            var reader: String
            var rssi: Double
        }

        var unit: String?
        var level: String?
        var x: Double?
        var y: Double?
        var reads: [Read]
    }

    /// Reads a survey, learns, and writes the radio map.
    ///
    /// - Parameters:
    ///   - survey: NDJSON, one point a line; may be empty: then the map is what the plan says.
    ///   - site: the site folder.
    ///   - out: where the map goes, by renaming a whole file over it.
    /// - Throws: 66 for missing files, 65 when there are lines and none is a survey point, 73 when it cannot be
    ///   written.
    public static func run(survey: String, site: String, out: String) throws(VigieError) -> Result {
        let opened = try OpenedSite.open(folder: site)
        var badLines = 0
        var firstBadLine: Int?
        var points: [SurveyPoint] = []
        var reader = try LineReader(path: survey, lineBytesMax: Limits.siteFileBytesMax)
        var number = 0
        let decoder = JSONDecoder()
        try reader.forEachLine { bytes throws(VigieError) in
            number += 1
            guard bytes.contains(where: { $0 > 0x20 }) else { return }
            do {
                let line = try decoder.decode(Line.self, from: Data(bytes))
                points.append(point(of: line, opened.map))
            } catch {
                badLines += 1
                if firstBadLine == nil { firstBadLine = number }
            }
        }
        guard !points.isEmpty || badLines == 0 else {
            throw VigieError(
                .badData, "no line is a survey point", place: survey,
                remedy: #"Each line is {"unit":"…","x":1.2,"y":3.4,"level":"…","reads":[{"reader":"…","rssi":-61}]}."#)
        }
        let (radio, report) = SurveyLearner(opened.map).learn(points)
        try write(radio.json(opened.map), to: out)
        var result = Result(report, opened.map)
        result.counts.append(("bad_lines", badLines))
        result.firstBadLine = firstBadLine
        return result
    }

    private static func point(of line: Line, _ map: SiteMap) -> SurveyPoint {
        let level = line.level.map { map.level(LevelID($0)) ?? -1 }
        let unit = line.unit.map { name -> Int in
            let found = map.unit(named: name)
            if found.count > 1, let level { return found.first { map.units[$0].level == level } ?? -1 }
            return found.count == 1 ? found[0] : -1
        }
        let reads = line.reads.map { read in
            SurveyPoint.Read(reader: map.readerIndex(ReaderID(read.reader)) ?? -1, rssiDBm: read.rssi)
        }
        return SurveyPoint(level: level, xMetres: line.x ?? .nan, yMetres: line.y ?? .nan, unit: unit, reads: reads)
    }

    private static func write(_ bytes: [UInt8], to out: String) throws(VigieError) {
        do {
            try Data(bytes).write(to: URL(filePath: out), options: .atomic)
        } catch {
            throw VigieError(
                .cannotCreate, "cannot write the radio map", place: out,
                remedy: "Check the folder, its rights and the space.")
        }
    }
}

extension SurveyLearning.Result {
    fileprivate init(_ report: SurveyReport, _ map: SiteMap) {
        let given = report.counts
        counts = [
            ("points", given.points), ("used_points", given.usedPoints), ("unit_only_points", given.unitOnlyPoints),
            ("reads", given.reads), ("used_reads", given.usedReads), ("unknown_readers", given.unknownReaders),
            ("bad_powers", given.badPowers), ("unknown_units", given.unknownUnits),
            ("placeless_points", given.placelessPoints), ("contradicting_places", given.contradictingPlaces),
            ("contradicting_reads", given.contradictingReads),
        ]
        leaveOneOutDB = report.leaveOneOutDB
        fittedPathLossDB = report.fittedPathLossDB
        defaultPathLossDB = report.defaultPathLossDB
        exponent = report.exponent
        wallLossDB = report.wallLossDB
        floorLossDB = report.floorLossDB
        squareMetresPerPoint = report.squareMetresPerPoint
        unitsWithoutPoints = report.unitsWithoutPoints.map { map.units[$0].name }
        unheardReaders = report.unheardReaders.map { map.readers[$0].id.rawValue }
        oddReaders = report.oddReaders.map { (map.readers[$0.reader].id.rawValue, $0.excessDB, $0.places) }
        alikeUnits = report.alikeUnits.map { (map.units[$0.first].name, map.units[$0.second].name, $0.separation) }
    }
}
