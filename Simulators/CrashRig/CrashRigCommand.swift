import ArgumentParser
import Glibc
import Model

/// `crash-rig`: kills the real daemon at named points under a light trickle against a real broker, and compares what
/// the broker had acknowledged to the publisher with what the database holds.
struct CrashRigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-rig",
        abstract: "Kill the daemon at named points and prove that nothing is lost or counted twice.",
        discussion: """
            LOST counts messages that the broker acknowledged to the publisher and that are not in the log, or are in \
            the log and were never folded. DOUBLE counts messages that are in the log more than once, or were folded \
            more than once. Then a control run acknowledges before it commits, and must lose: a rig that cannot fail \
            proves nothing. The last line ends with PASS or FAIL; the exit code is 0 or 1.
            """)

    @Option(help: "How often to kill, spread evenly over all points.")
    var kills = 100

    @Option(help: "Kills of the control run; default a tenth of the kills, at least 12.")
    var controlKills: Int?

    @Option(help: "Decides points, passings and the trickle; printed, so that a run can be repeated.")
    var seed: UInt64?

    @Option(help: "The daemon; default is the one beside this program.")
    var vigie: String?

    @Option(help: "Messages a second, in the mean.")
    var rate = 300.0

    @Flag(help: "Keep the folder with database, logs and configuration, and say where it is.")
    var keep = false

    func validate() throws {
        if kills < 1 { throw ValidationError("--kills takes 1 or more.") }
        if let controlKills, controlKills < 1 { throw ValidationError("--control-kills takes 1 or more.") }
        if !(1...5_000).contains(rate) { throw ValidationError("--rate takes 1 to 5000.") }
    }

    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        let seed = seed ?? UInt64.random(in: 1...999_999)
        do {
            let rig = Rig(
                kills: kills, controlKills: controlKills ?? max(12, kills / 10), seed: seed, rate: rate, keeps: keep,
                vigie: try DaemonRunner.find(vigie))
            if try !rig.run() { throw ExitCode(1) }
        } catch let error as VigieError {
            Progress.say("crash-rig: \(error)")
            print("kills=0 points=0 published=0 stored=0 LOST=0 DOUBLE=0 control_LOST=0 seed=\(seed) FAIL")
            throw ExitCode(error.code.rawValue)
        }
    }
}
