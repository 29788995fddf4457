import ArgumentParser
import Logging
import Model
import Pipeline
import Report
import Store

/// `vigie replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run a recorded capture through the whole pipeline, on its own clock.",
        discussion: """
            Record a capture with `mosquitto_sub -t '#' -F '%j' > capture.ndjson`. The data folder begins anew, but
            keeps its registry; afterwards `locate`, `history` and `report` answer as of the capture's end.
            """)

    @Argument(help: "The capture (NDJSON); - for standard input.")
    var capture: String

    @Option(name: .long, help: "The site folder (IMDF). Default: the one the data folder keeps.")
    var site: String?

    @Option(name: .long, help: "A registry (CSV) to import before.")
    var tags: String?

    @Option(name: .long, help: "A daemon's configuration, for its dialect mapping. Default: recognise dialects.")
    var config: String?

    @Option(name: .long, help: "Write the track (NDJSON, one line per trackable and second) to this file.")
    var track: String?

    @Option(name: .customLong("radio-map"), help: "A radio map of `survey learn`. Default: the site folder's own.")
    var radioMap: String?

    @Flag(name: .customLong("continue"), help: "Go on after what the data folder holds, instead of beginning anew.")
    var isContinuing = false

    @OptionGroup var common: QueryOptions

    func run() throws {
        var options = Replay.Options(capture: capture)
        options.site = site
        options.tags = tags
        options.configuration = config
        options.track = track
        options.radioMap = radioMap
        options.isContinuing = isContinuing
        options.calendar = ZoneClock.source
        var logger = Logger(label: "vigie") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let style = common.text.style
        let progress = ProgressLine(ReplayWords.progress(style.language))
        let result = try Replay.run(options, folder: common.folder, logger: logger) { done, total in
            progress.show(done: done, total: total)
        }
        progress.end()
        if result.siteWarnings > 0 {
            Output.warn(ReplayWords.siteWarnings(result.siteWarnings)(style.language))
        }
        if result.tags == 0 {
            Output.warn(ReplayWords.noTags(style.language))
        }
        if common.json {
            var writer = JSONWriter()
            result.write(to: &writer)
            try Output.write(Array((writer.text + "\n").utf8))
        } else {
            try Output.write(Array(result.text(style).utf8))
        }
    }
}

extension Replay.Result {
    private var counts: [(StaticString, Int)] {
        [
            ("lines", lines), ("blank_lines", blankLines), ("rejected_lines", rejectedLines), ("messages", messages),
            ("observations", observations), ("resolved", resolved), ("rewound", rewound), ("repeated", repeated),
            ("late", late), ("corrections", corrections), ("duplicates", duplicates), ("superseded", superseded),
            ("health", health), ("tags", tags),
        ]
    }

    private var sortedRejections: [(RejectionReason, Int)] {
        rejections.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map { ($0.key, $0.value) }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("schema", "vigie.replay/1")
            for (name, count) in counts { object.member(name, count) }
            object.object("rejections") { rejections in
                for (reason, count) in sortedRejections {
                    rejections.key(reason.rawValue)
                    rejections.integer(count)
                }
            }
            object.member("data_until", dataUntil)
            object.member("seconds", seconds, decimals: 3)
            object.member("cpu_seconds", cpuSeconds, decimals: 3)
            object.member("observations_per_second", observationsPerSecond.rounded(), decimals: 0)
        }
    }

    func text(_ style: TextStyle) -> String {
        var facts = Facts(widthMin: 22)
        for (name, count) in counts where count != 0 || name.description == "observations" {
            facts.add(ReplayWords.count(name.description), "\(count)")
        }
        for (reason, count) in sortedRejections { facts.add(ReplayWords.refused(reason), "\(count)") }
        facts.add(ReplayWords.seconds, ReplayWords.decimal(seconds, style.language))
        facts.add(ReplayWords.rate, "\(Int(observationsPerSecond))")
        return facts.text(style)
    }
}
