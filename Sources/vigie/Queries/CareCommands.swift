import ArgumentParser
import Model
import Report
import Store

/// `vigie verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove that the database is whole; print its content hash.",
        discussion: "Exit codes: 0 whole, 65 damaged.")

    @OptionGroup var options: QueryOptions

    func run() throws {
        var isBad = false
        try options.answer { questions in
            let answer = try questions.verify { progress in
                let isDone = progress.done == progress.total
                Output.progress(isDone ? "" : "\(progress.done)/\(progress.total) \(progress.step)")
            }
            isBad = answer.worst == .bad
            return answer
        }
        if isBad { throw ExitCode(65) }
    }
}

/// `vigie tags list`.
struct TagsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The registry: which tag is on what.",
        discussion: "Exit codes: 0 found, 1 nothing registered.")

    @Option(name: .long, help: "equipment, patient, staff, container or robot.")
    var kind: TrackableKind?

    @Option(name: .customShort("n"), help: "At most so many (default: all).")
    var limit: RowLimit?

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { try $0.tags(kind: kind, limit: limit?.rows) }
    }
}
