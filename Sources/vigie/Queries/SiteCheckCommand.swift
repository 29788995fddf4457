import ArgumentParser
import Model
import Pipeline
import Report
import SiteMap

/// `vigie site`.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Look at a site folder.", subcommands: [SiteCheckCommand.self])
}

/// `vigie site check DIR`.
struct SiteCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate a site folder: levels, units, readers, what cannot be reached.",
        discussion: "Exit codes: 0 the site loads, 65 it does not, 66 files are missing, 78 site.yaml is wrong.")

    @Argument(help: "The site folder (IMDF, readers.geojson, site.yaml).")
    var folder: String

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var text: TextOptions

    func run() throws {
        try Failures.told {
            let settings = try SiteSettings.read(folder: folder)
            let check = SiteMap.check(folder: folder, settings: settings)
            let answer = SiteCheckAnswer(folder: folder, check: check)
            try Output.write(json ? answer.json + [UInt8(ascii: "\n")] : Array(answer.text(text.style).utf8))
            if let failure = check.failure { throw ExitCode(failure.code.rawValue) }
        }
    }
}
