internal import Model
internal import Resolve
internal import SiteMap

/// The learned map by itself: how well each surveyed place is predicted from the others.
struct SurveyWork {
    var name: String
    var site: SiteDraft
    var survey: Survey

    /// The survey as the learner takes it.
    func points(_ map: SiteMap) -> [SurveyPoint] {
        let readers = site.receivers.map { map.readerIndex(ReaderID($0.id)) ?? -1 }
        return survey.samples.map { sample in
            SurveyPoint(
                level: map.level(LevelID(site.storeys[sample.storey].id)), xMetres: sample.point?.xMetres ?? .nan,
                yMetres: sample.point?.yMetres ?? .nan,
                unit: sample.unit.map { map.unitIndex(UnitID($0)) ?? -1 },
                reads: sample.reads.map { SurveyPoint.Read(reader: readers[$0.reader], rssiDBm: $0.rssiDBm) })
        }
    }

    /// Learns, and gives the map, the report and the bytes of the map's file.
    func learn() throws -> (radio: SurveyRadio, report: SurveyReport, bytes: Int) {
        let (map, _) = try SiteMap.load(files: site.files())
        let (radio, report) = SurveyLearner(map).learn(points(map))
        return (radio, report, radio.json(map).count)
    }

    /// One line for people.
    func line() throws -> String {
        let (radio, report, bytes) = try learn()
        func tenths(_ value: Double?) -> String {
            guard let value else { return "-" }
            var json = JSONWriter()
            json.number(value, decimals: 2)
            return json.text
        }
        let kernel = radio.kernel
        return "\(name): \(report.counts.usedPoints) points, left one out \(tenths(report.leaveOneOutDB)) dB"
            + " (path loss fitted \(tenths(report.fittedPathLossDB)), as assumed \(tenths(report.defaultPathLossDB)));"
            + " exponent \(tenths(report.exponent)), wall \(tenths(report.wallLossDB)) dB;"
            + " kernel \(tenths(kernel.lengthMetres)) m, \(tenths(kernel.signalDB)) + \(tenths(kernel.nuggetDB)) dB,"
            + " across units \(tenths(kernel.acrossUnits)); one read \(tenths(radio.readers.first?.readDB)) dB;"
            + " \(report.alikeUnits.count) pairs alike, \(bytes) bytes"
    }
}
