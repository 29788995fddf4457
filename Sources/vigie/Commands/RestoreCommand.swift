import ArgumentParser
import Model
import Report
import Store

/// `vigie restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database; the old one is kept.",
        discussion: """
            Stop the daemon first. The backup is checked before anything changes; a crash leaves the old database or \
            the restored one, whole. Messages that came after the backup are not in it: `data until` says from when on.

            Exit codes: 0 restored, 65 the backup is damaged, 66 it is missing, 69 a daemon runs, 73 the database that \
            is there is of another site (--force replaces it too).
            """)

    @Argument(help: "A file that `vigie backup` made.")
    var backup: String

    @Flag(name: .long, help: "Also in the place of another site's or another program's database; it is kept too.")
    var force = false

    @OptionGroup var options: QueryOptions

    func run() throws {
        try Failures.told {
            var restored: RestoredDatabase
            do {
                defer { Output.progress("") }
                restored = try StoreRestore.run(
                    backup: backup, folder: options.folder, isForced: force, now: Surroundings.now
                ) { progress in
                    Output.progress(RestoreAnswer.progressText(progress, options.text.style.language))
                }
            }
            try options.show(RestoreAnswer(restored))
        }
    }
}
