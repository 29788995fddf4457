import ArgumentParser
import Model
import Pipeline
import Report

/// `vigie survey`.
struct SurveyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "Learn from labelled reads.", subcommands: [SurveyLearnCommand.self])
}

/// `vigie survey learn FILE`.
struct SurveyLearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Labelled reads in, radio map out, with what the survey lacks.",
        discussion: """
            One point a line: {"unit":"…","level":"…","x":1.2,"y":3.4,"reads":[{"reader":"…","rssi":-61}]}; x and y
            may be missing. Any number of points helps; one per 15 to 30 m² is enough. Use the map with
            `vigie replay --radio-map`, `radio_map:` in the daemon's configuration, or as radio-map.json in the site
            folder.
            """)

    @Argument(help: "The survey (NDJSON).")
    var survey: String

    @Option(name: .long, help: "The site folder (IMDF, readers.geojson, site.yaml).")
    var site: String

    @Option(name: .long, help: "Where to write the radio map.")
    var out: String

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var text: TextOptions

    func run() throws {
        try Failures.told {
            let result = try SurveyLearning.run(survey: survey, site: site, out: out)
            let answer = SurveyAnswer(result, out: out)
            try Output.write(json ? answer.json + [UInt8(ascii: "\n")] : Array(answer.text(text.style).utf8))
        }
    }
}
