internal import ArgumentParser
internal import Model
internal import SimKit

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes the recorded data as site, survey, captures, truth and registry.",
        discussion: "For a look, or to replay by hand: vigie replay OUT/flat/robot.ndjson --site OUT/flat/site …")

    @Option(help: "The folder with data/danis_tetam and data/kolakowski_flat. Default: `shared`, found upwards.")
    var shared: String?
    @Option(help: "The folder to write; it must not exist.") var out: String

    func run() throws {
        try reportingErrors {
            guard let data = SharedFolder.find(shared, from: Terminal.workingFolder) else {
                Terminal.line("skipped: no data (--shared)")
                return
            }
            try TemporaryFolder.makeFolder(out)
            if SharedFolder.isFolder(data + "/data/danis_tetam") {
                let office = try DanisData(folder: data + "/data/danis_tetam")
                try write("danis", office.site, ["survey": office.survey], office.tracks)
            }
            if SharedFolder.isFolder(data + "/data/kolakowski_flat") {
                let flat = try FlatData(folder: data + "/data/kolakowski_flat")
                var surveys = ["survey": flat.survey(of: [0, 1, 2, 3])]
                for drive in 0..<4 {
                    surveys["survey-without-drive-\(drive + 1)"] = flat.survey(of: [0, 1, 2, 3].filter { $0 != drive })
                }
                try write("flat", flat.site, surveys, [flat.test] + flat.drives)
            }
        }
    }

    private func write(
        _ name: String, _ site: SiteDraft, _ surveys: [String: Survey], _ recordings: [Recording]
    ) throws {
        let folder = "\(out)/\(name)"
        try TemporaryFolder.makeFolder(folder)
        try TemporaryFolder.makeFolder(folder + "/site")
        try site.write(to: folder + "/site")
        func put(_ bytes: [UInt8], _ file: String) throws {
            try TemporaryFolder.write(String(decoding: bytes, as: UTF8.self), to: "\(folder)/\(file)")
        }
        for (file, survey) in surveys { try put(survey.lines(site: site), file + ".ndjson") }
        for recording in recordings {
            try put(recording.capture(site: site), recording.name + ".ndjson")
            try put(recording.truthLines(site: site), recording.name + ".truth")
            try put(recording.registry(), recording.name + ".csv")
        }
        Terminal.line("\(folder): site, \(surveys.count) surveys, \(recordings.count) captures")
    }
}
