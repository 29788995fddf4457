internal import ArgumentParser
internal import Model

struct SurveyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "How well the learned radio maps predict what they have not seen.",
        discussion: "Training parts only; each place is predicted from all others (leave one out).")

    @Option(help: "The folder with data/danis_tetam and data/kolakowski_flat. Default: `shared`, found upwards.")
    var shared: String?

    func run() throws {
        try reportingErrors {
            guard let data = SharedFolder.find(shared, from: Terminal.workingFolder) else {
                Terminal.line("skipped: no data (--shared)")
                return
            }
            for work in try SurveyCommand.works(data) { Terminal.line(try work.line()) }
        }
    }

    /// The surveys of the data sets that are there.
    static func works(_ shared: String) throws -> [SurveyWork] {
        var works: [SurveyWork] = []
        let office = shared + "/data/danis_tetam"
        if SharedFolder.isFolder(office) {
            let data = try DanisData(folder: office)
            works.append(SurveyWork(name: "office, set 1", site: data.site, survey: data.survey))
            var few = data.survey
            few.samples = stride(from: 0, to: few.samples.count, by: 7).map { data.survey.samples[$0] }
            works.append(SurveyWork(name: "office, every 7th point", site: data.site, survey: few))
        }
        let flat = shared + "/data/kolakowski_flat"
        if SharedFolder.isFolder(flat) {
            let data = try FlatData(folder: flat)
            works.append(SurveyWork(name: "flat, four drives", site: data.site, survey: data.survey(of: [0, 1, 2, 3])))
            for drive in 0..<4 {
                let others = [0, 1, 2, 3].filter { $0 != drive }
                works.append(
                    SurveyWork(
                        name: "flat without drive \(drive + 1)", site: data.site, survey: data.survey(of: others)))
            }
        }
        return works
    }
}
