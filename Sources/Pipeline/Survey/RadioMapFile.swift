import FoundationEssentials
import Model
import Resolve
import SiteMap

/// Reads a radio map (`vigie.radio-map/1`) as `survey learn` wrote it.
enum RadioMapFile {
    static let bytesMax = 256 * 1024 * 1024

    private struct Content: Decodable {
        struct Kernel: Decodable {
            var lengthM: Double
            var signalDb: Double
            var nuggetDb: Double
            var acrossUnits: Double
        }

        struct Reader: Decodable {
            var reader: String
            var p0Dbm: Double
            var exponent: Double
            var wallDb: Double
            var floorDb: Double
            var readDb: Double
            var halfHeardDbm: Double
            var places: [[Double]]
        }

        var schema: String
        var kernel: Kernel
        var levels: [String]
        var units: [String]
        var readers: [Reader]
    }

    /// - Throws: 66 when it cannot be read.
    static func bytes(of file: String) throws(VigieError) -> [UInt8] {
        do {
            let data = try Data(contentsOf: URL(filePath: file))
            guard data.count <= bytesMax else {
                throw VigieError(.badData, "is larger than \(bytesMax) bytes", place: file, remedy: "Learn it again.")
            }
            return Array(data)
        } catch let error as VigieError {
            throw error
        } catch {
            throw VigieError(
                .noInput, "cannot read the radio map", place: file, remedy: "Make one with `vigie survey learn`.")
        }
    }

    /// Readers, levels and units that the site has no more are left out.
    /// - Throws: 65 for what is no radio map.
    static func read(_ bytes: [UInt8], file: String, map: SiteMap) throws(VigieError) -> SurveyRadio {
        func bad(_ what: String) -> VigieError {
            VigieError(.badData, what, place: file, remedy: "Learn it again with `vigie survey learn`.")
        }
        let content: Content
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            content = try decoder.decode(Content.self, from: Data(bytes))
        } catch {
            throw bad("is no radio map")
        }
        guard content.schema == SurveyRadio.schema else {
            throw bad("has the schema \(Printable.clean(content.schema)), not \(SurveyRadio.schema)")
        }
        let kernel = SurveyKernel(
            lengthMetres: content.kernel.lengthM, signalDB: content.kernel.signalDb,
            nuggetDB: content.kernel.nuggetDb, acrossUnits: content.kernel.acrossUnits)
        let levels = content.levels.map { map.level(LevelID($0)) }
        let units = content.units.map { map.unitIndex(UnitID($0)) }
        var readers = SurveyLearner(map).learn([]).radio.readers
        for entry in content.readers {
            guard let index = map.readerIndex(ReaderID(entry.reader)) else { continue }
            let figures = [
                entry.p0Dbm, entry.exponent, entry.wallDb, entry.floorDb, entry.readDb, entry.halfHeardDbm,
            ]
            guard figures.allSatisfy(\.isFinite), entry.readDb > 0 else {
                throw bad("has a wrong figure for reader \(Printable.clean(entry.reader))")
            }
            readers[index].pathLoss = PathLossModel(
                powerAtOneMetreDBm: entry.p0Dbm, exponent: entry.exponent, wallLossDB: entry.wallDb,
                floorLossDB: entry.floorDb)
            readers[index].readDB = entry.readDb
            readers[index].halfHeardDBm = entry.halfHeardDbm
            readers[index].places = entry.places.compactMap { place(of: $0, levels: levels, units: units) }
        }
        return SurveyRadio(map, readers: readers, kernel: kernel)
    }

    private static func place(of values: [Double], levels: [Int?], units: [Int?]) -> SurveyRadio.Place? {
        guard values.count == 6, values.allSatisfy(\.isFinite), levels.indices.contains(Int(clamping: values[0])),
            let level = levels[Int(clamping: values[0])]
        else { return nil }
        let unit = Int(clamping: values[3])
        return SurveyRadio.Place(
            level: level, xMetres: values[1], yMetres: values[2],
            unit: units.indices.contains(unit) ? units[unit] ?? -1 : -1, meanDBm: values[4], variance: values[5])
    }
}

extension Int {
    fileprivate init(clamping value: Double) { self = value > -1e9 && value < 1e9 ? Int(value) : -1 }
}
