internal import Model
internal import SimKit

/// A hospital of several levels for scenarios, with a reader in every room, written as a site folder.
final class ScenarioSite {
    let hospital: Hospital
    let seed: UInt64
    let radioSeed: UInt64
    let folder: String
    let roles: UnitRoles
    let lobby: Int
    /// Just inside the door to the street.
    let door: Point
    /// Rooms, nurse stations and corridors of each level above the ground, that has all of them.
    let wards: [Ward]

    struct Ward {
        var rooms: [Int]
        var stations: [Int]
        var corridors: [Int]
    }

    /// The default rules, as the README recommends them.
    static let rules = """
        rules:
          - {id: egress, when: enter, who: {kind: equipment}, where: {category: lobby}}
          - {id: wandering, when: enter, who: {kind: patient}, where: {category: [elevator, stairs, lobby]},
             escort: {kind: staff}, severity: critical}
          - {id: near-exit, when: approach, within_m: 4, who: {kind: patient}, where: {category: lobby},
             escort: {kind: staff}}
          - {id: fall, when: fall, who: {kind: patient}}

        """

    /// - Parameter fault: planted into the rules or the site; nil for none.
    init(seed: UInt64, units: Int, fault: ScenarioFault?) throws {
        self.seed = seed
        radioSeed = seed
        var generator = HospitalGenerator(SiteRequest(seed: seed, units: units, levels: 3, language: .english))
        hospital = generator.build()
        folder = try TemporaryFolder.make("vigie-scenarios")
        for file in IMDFWriter(hospital, seed: seed).files() {
            try TemporaryFolder.write(String(decoding: file.bytes, as: UTF8.self), to: folder + "/" + file.name)
        }
        var rules = ScenarioSite.rules
        if fault == .ignoresEscorts {
            rules = rules.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.replacing("escort: {kind: staff}", with: "inside_at_start: true") }.joined(separator: "\n")
        }
        if fault == .ignoresExits { rules = "rules:\n  - {id: fall, when: fall, who: {kind: patient}}\n" }
        try TemporaryFolder.write(rules, to: folder + "/rules.yaml")
        let roles = UnitRoles(hospital)
        self.roles = roles
        lobby = hospital.units.firstIndex { $0.category == "lobby" } ?? 0
        let lobby = lobby
        let street = hospital.doors.first { $0.unit == lobby && $0.otherUnit == nil }
        let inside = hospital.units[lobby].inside
        door = street.map { $0.middle.toward(inside, share: 1 / max(1, $0.middle.distance(to: inside))) } ?? inside
        wards = hospital.levels.indices.filter { [hospital] in hospital.levels[$0].ordinal > 0 }.map {
            [hospital] level in
            func on(_ units: [Int]) -> [Int] { units.filter { hospital.units[$0].level == level } }
            // The corridors of the wings: the main one has the stairs and lifts beside it.
            let corridors = on(roles.corridors).filter { !hospital.units[$0].name.english.hasPrefix("Main") }
            return Ward(rooms: on(roles.patientRooms), stations: on(roles.stations), corridors: corridors)
        }.filter { !$0.rooms.isEmpty && !$0.stations.isEmpty && !$0.corridors.isEmpty }
        guard !wards.isEmpty else { throw VigieError(.badData, "the hospital has no ward", place: "seed \(seed)") }
    }

    deinit { TemporaryFolder.remove(folder) }
}

/// What is planted on purpose: then a target must be missed, or the scenarios prove nothing.
enum ScenarioFault: String, CaseIterable {
    /// No rule looks at the ways out.
    case ignoresExits = "ignores-exits"
    /// Escorts clear nobody.
    case ignoresEscorts = "ignores-escorts"
    /// Dead readers go on saying that they are well.
    case hidesOutages = "hides-outages"
}
