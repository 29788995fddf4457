internal import ArgumentParser
internal import Model
internal import SimKit

/// `hospital-sim scenarios`: seeded scripts of thefts, wanderers, falls, shift changes and outages, and how the rules
/// did.
struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "Plays scripted scenarios through the daemon's fold and scores detection, delay and nuisance.",
        discussion: """
            Hospitals of three levels with a reader in every room; messages as native gateways send them are decoded, \
            resolved and watched as in the daemon. Exit code 1 when a target is missed. With --fault something is \
            broken on purpose: then a target must be missed, or the scenarios prove nothing.

              hospital-sim scenarios --scripts 240 --seed 1
              hospital-sim scenarios --scripts 240 --seed 1 --dead 0.1
              hospital-sim scenarios --scripts 0 --quiet-days 300
              hospital-sim scenarios --scripts 40 --fault ignores-escorts
            """)

    @Option(help: "How many scripts.") var scripts = 240
    @Option(help: "Seed of the first script; each next one takes the next.") var seed: UInt64 = 1
    @Option(help: "Play only the script of this seed, in the hospital that it has among --scripts.") var only: UInt64?
    @Option(help: "Share of readers that are dead from the start, 0 to 1.") var dead = 0.0
    @Option(name: .customLong("quiet-days"), help: "Days of patients with nothing to tell, after the scripts.")
    var quietDays = 0.0
    @Option(help: "\(ScenarioFault.allCases.map(\.rawValue).joined(separator: ", ")).") var fault: String?
    @Flag(help: "Tell every miss and every nuisance.") var verbose = false
    @Flag(help: "With --verbose: at a nuisance, where everybody went and where the filter saw them.") var trails = false

    private static let hospitals = 4
    private static let units = 180
    private static let quietPatients = 150

    func validate() throws {
        guard (0...100_000).contains(scripts) else { throw ValidationError("--scripts must be 0 to 100000") }
        guard (0...1).contains(dead) else { throw ValidationError("--dead must be 0 to 1") }
        guard (0...100_000).contains(quietDays) else { throw ValidationError("--quiet-days must be 0 to 100000") }
        guard fault.map({ ScenarioFault(rawValue: $0) != nil }) ?? true else {
            throw ValidationError("--fault must be \(ScenarioFault.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    func run() throws {
        try reportingErrors {
            let planted = fault.flatMap(ScenarioFault.init(rawValue:))
            let sites = try (0..<UInt64(ScenariosCommand.hospitals)).map {
                try ScenarioSite(seed: seed / 1000 * 10 + $0 + 1, units: ScenariosCommand.units, fault: planted)
            }
            let radios = sites.map { RadioModel($0.hospital, seed: $0.radioSeed) }
            var score = ScenarioScore()
            for number in 0..<scripts where only.map({ $0 == seed + UInt64(number) }) ?? true {
                let place = number / ScenarioScript.Kind.allCases.count % sites.count
                try play(seed + UInt64(number), sites[place], radios[place], planted, &score)
            }
            if quietDays > 0 { try live(sites[0], radios[0], planted, &score) }
            Output.line(score.text)
            let isGood = score.meetsTargets(hasDeadReaders: dead > 0)
            if fault != nil {
                Output.line(isGood ? "the planted fault went unnoticed" : "the planted fault was noticed")
            }
            if isGood == (fault != nil) { throw ExitCode(1) }
        }
    }

    private func play(
        _ seed: UInt64, _ site: ScenarioSite, _ radio: RadioModel, _ planted: ScenarioFault?,
        _ score: inout ScenarioScore
    ) throws {
        let script = ScenarioScript(seed: seed, site: site)
        let stage = try ScenarioStage(
            site, radio: radio, trackables: script.trackables, wards: [script.ward], seed: seed,
            activity: script.kind == .peak ? 6 : 3, fault: planted)
        stage.dead = deadReaders(site, seed: seed)
        if trails { stage.keepTrails() }
        while stage.second < ScenarioScript.seconds {
            for entry in script.orders where entry.second == stage.second { stage.obey(entry.order) }
            stage.step()
        }
        score.add(script, stage, verbose: verbose)
    }

    private func deadReaders(_ site: ScenarioSite, seed: UInt64) -> Set<Int> {
        guard dead > 0 else { return [] }
        var random = SeededRandom(seed: seed, stream: 73)
        return Set(site.hospital.readers.indices.filter { _ in random.chance(dead) })
    }

    /// Patients, staff and things on all wards, in whom nothing happens that must be told.
    private func live(
        _ site: ScenarioSite, _ radio: RadioModel, _ planted: ScenarioFault?, _ score: inout ScenarioScore
    ) throws {
        let options = PopulationOptions(equipment: 20, patients: ScenariosCommand.quietPatients, staff: 10)
        var trackables = Population(options, hospital: site.hospital, seed: seed).trackables
        var random = SeededRandom(seed: seed, stream: 74)
        for index in trackables.indices {
            let ward = random.pick(site.wards)
            trackables[index].home = random.pick(trackables[index].kind == .staff ? ward.stations : ward.rooms)
        }
        let stage = try ScenarioStage(
            site, radio: radio, trackables: trackables, wards: site.wards, seed: seed, activity: 1, fault: planted)
        stage.batchMilliseconds = 1000
        stage.dead = deadReaders(site, seed: seed)
        let seconds = Int(quietDays / Double(ScenariosCommand.quietPatients) * 86_400)
        while stage.second < seconds { stage.step() }
        score.addQuiet(stage, verbose: verbose)
        Output.line("quiet life: \(stage.reads) reads over \(seconds) s of \(ScenariosCommand.quietPatients) patients")
    }
}
