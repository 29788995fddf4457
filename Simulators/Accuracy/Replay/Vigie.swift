internal import FoundationEssentials
internal import Model
internal import SimKit

/// The product, run as anybody would run it.
final class Vigie {
    let path: String
    /// A folder for all files of this run.
    let folder: String
    private let waitMilliseconds = 600_000
    private var runs = 0
    /// Nil until it was tried: whether `survey learn` is there.
    private(set) var learnsSurveys: Bool?

    init(path: String, folder: String) throws {
        self.path = path
        self.folder = folder
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw VigieError(.noInput, "no such program", place: path, remedy: "Give the vigie binary with --vigie")
        }
    }

    /// Turns a survey into a radio map.
    ///
    /// - Returns: the map's path; nil when this vigie has no `survey learn`.
    func learn(survey: String, site: String, name: String) throws -> String? {
        if learnsSurveys == false { return nil }
        let out = "\(folder)/\(name).radio-map"
        let log = "\(folder)/\(name).learn.log"
        let code = try Vigie.run(
            path, ["survey", "learn", survey, "--site", site, "--out", out], log: log, waitMilliseconds)
        if code == 64, learnsSurveys == nil {
            learnsSurveys = false
            return nil
        }
        guard code == 0 else { throw failure("survey learn", code, log) }
        learnsSurveys = true
        return out
    }

    /// Replays a capture and gives the path of the track.
    func replay(capture: String, site: String, tags: String, radioMap: String?, name: String) throws -> String {
        runs += 1
        let track = "\(folder)/\(name)-\(runs).track"
        let data = "\(folder)/data-\(runs)"
        let log = "\(folder)/\(name)-\(runs).log"
        try TemporaryFolder.makeFolder(data)
        defer { TemporaryFolder.remove(data) }
        var arguments = ["replay", capture, "--site", site, "--tags", tags, "--track", track, "--data", data, "--json"]
        if let radioMap { arguments += ["--radio-map", radioMap] }
        let code = try Vigie.run(path, arguments, log: log, waitMilliseconds)
        guard code == 0 else { throw failure("replay", code, log) }
        return track
    }

    private func failure(_ verb: String, _ code: Int32, _ log: String) -> VigieError {
        let last = TemporaryFolder.text(of: log).suffix(300)
        return VigieError(.badData, "vigie \(verb) ended with \(code): \(last)", place: log)
    }

    /// Runs a program to its end and gives its exit code; 255 when it was killed or took too long.
    static func run(
        _ path: String, _ arguments: [String], log: String, _ waitMilliseconds: Int = 600_000
    ) throws -> Int32 {
        let process = try ChildProcess(path: path, arguments: arguments, output: log)
        guard case .exited(let code)? = process.wait(milliseconds: waitMilliseconds) else {
            process.stop(graceMilliseconds: 0)
            return 255
        }
        return code
    }
}
