import Model
import SimKit

/// What a command printed and how it ended.
struct Outcome: CustomStringConvertible {
    /// The exit code; 1000 + the signal for one that was killed.
    var code: Int32
    var output: String
    var errors: String

    /// Standard output as JSON.
    var json: JSONValue { JSONValue(text: output) ?? .nothing }
    var description: String { "code \(code)\n\(output)\(errors)" }
}

enum Command {
    /// Runs `vigie` with these arguments until it ends.
    ///
    /// - Parameter folder: where output is kept for a moment.
    static func vigie(
        _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) throws -> Outcome {
        let scratch = try TemporaryFolder.make("vigie-command")
        defer { TemporaryFolder.remove(scratch) }
        // The shell keeps the two outputs apart, and makes room for nothing else: `exec` replaces it.
        let script = "cd \"$1\" && shift && errors=\"$1\" && shift && exec \"$0\" \"$@\" 2>\"$errors\""
        var surroundings = ["LC_ALL": "C", "NO_COLOR": "1", "VIGIE_DATA": "", "SWIFT_BACKTRACE": "enable=no"]
        surroundings.merge(environment) { $1 }
        let process = try ChildProcess(
            path: "/bin/sh", arguments: ["-c", script, Built.vigie, folder, scratch + "/errors"] + arguments,
            environment: surroundings, output: scratch + "/output")
        let end = process.wait(milliseconds: 120_000) ?? process.stop(graceMilliseconds: 0)
        let code: Int32 =
            switch end {
            case .exited(let code): code
            case .killed(let signal): 1000 + signal
            case nil: 2000
            }
        return Outcome(
            code: code, output: TemporaryFolder.text(of: scratch + "/output"),
            errors: TemporaryFolder.text(of: scratch + "/errors"))
    }
}
