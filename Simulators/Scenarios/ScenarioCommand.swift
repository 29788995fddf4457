import ArgumentParser

/// `scenario-sim`: seeded scripts of thefts, wanderers, falls, shift changes and outages, and how the rules did.
struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario-sim",
        abstract:
            "Plays scripted scenarios through the filter and the rules, and scores detection, delay and nuisance.",
        discussion: """
            Exit code 1 when a target is missed. With --fault the watch is given one on purpose: then a target must be
            missed, or the scenarios prove nothing.

              scenario-sim --scripts 200 --seed 1
              scenario-sim --scripts 200 --seed 1 --dead 0.1
              scenario-sim --scripts 40 --fault ignores-escorts
            """)

    enum Fault: String, CaseIterable, ExpressibleByArgument {
        /// Everybody counts as an escort's patient: nobody is told.
        case ignoresExits = "ignores-exits"
        /// Escorts clear nobody.
        case ignoresEscorts = "ignores-escorts"
        /// The watch is not told which readers are down.
        case hidesOutages = "hides-outages"
    }

    @Option(help: "How many scripts.")
    var scripts = 200

    @Option(help: "Seed of the first script; each next one takes the next.")
    var seed: UInt64 = 1

    @Option(help: "Share of readers that are dead from the start, 0 to 1.")
    var dead = 0.0

    @Option(help: "A fault to plant: \(Fault.allCases.map(\.rawValue).joined(separator: ", ")).")
    var fault: Fault?

    @Flag(help: "Tell every miss and every nuisance.")
    var verbose = false

    func run() throws {
        let site = try ScenarioSite()
        var score = Score()
        for number in 0..<max(1, scripts) {
            let script = Script(seed: seed + UInt64(number), site: site, deadShare: dead)
            var stage = Stage(script: script, site: site, fault: fault)
            let told = stage.play()
            score.add(script, told, decided: stage.decided, verbose: verbose)
        }
        print(score.text)
        let isGood = score.meetsTargets(withDeadReaders: dead > 0)
        if fault != nil {
            print(isGood ? "the planted fault went unnoticed" : "the planted fault was noticed")
            if isGood { throw ExitCode(1) }
        } else if !isGood {
            throw ExitCode(1)
        }
    }
}
