import Foundation
import Model
import Store
import Testing
import Watch

@testable import Report

/// Beds of a small ward over six hours, from 06:00 on: what the site names, what is tracked, and what nobody knows.
@Suite struct BedAnswerTests {
    private static let start = Instant(milliseconds: 1_780_034_400_000)
    private static let rooms = ["a", "b", "c"].map { UnitID($0) }

    private func at(_ minute: Int64) -> Instant { Self.start.advanced(byMilliseconds: minute * 60_000) }

    /// A room with patients and a tracked bed from minute to minute.
    private func questions(_ folder: TemporaryFolder, hasBeds: Bool) throws -> Questions {
        let writer = try StoreWriter(folder: folder.data)
        let units = Self.rooms.enumerated().map { index, id in
            UnitRecord(
                id: id, name: "Room \(id.rawValue)", category: "room", level: index / 2, xMetres: 0, yMetres: 0,
                areaSquareMetres: 20)
        }
        let keys = try writer.replaceSite(
            SiteRecords(
                site: SiteID("ward"), timeZone: "UTC", version: "v",
                levels: [
                    LevelRecord(id: LevelID("l0"), name: "Ground", ordinal: 0),
                    LevelRecord(id: LevelID("l1"), name: "First", ordinal: 1),
                ], units: units, passages: [], readers: []))
        var rows: [RegistryRow] = []
        for number in 1...5 {
            rows.append(RegistryRow(tag: TagID("a\(number)"), trackable: TrackableID("PAT-\(number)"), kind: .patient))
            rows.append(
                RegistryRow(
                    tag: TagID("b\(number)"), trackable: TrackableID("BED-\(number)"), kind: .equipment,
                    category: "Bed"))
        }
        _ = try writer.importRegistry(rows, at: Self.start)
        try writer.setClock(.capture)
        let bindings = try writer.bindings()
        var derivations = Derivations()
        derivations.dataUntil = at(360)
        derivations.cursor = LogPosition(1)
        func stay(_ id: String, _ room: Int, _ from: Int64, _ to: Int64?) {
            guard let track = bindings.first(where: { $0.trackable == TrackableID(id) })?.track else { return }
            let stay = StayRecord(
                track: track, unit: keys[room], from: at(from), to: to.map { at($0) }, confidence: 0.95)
            derivations.stays.append(StayRewrite(track: track, from: .distantPast, stays: [stay]))
        }
        // In room a four patients at most, for an hour; one in room c.
        for number in 1...4 { stay("PAT-\(number)", 0, Int64(number) * 30, number == 4 ? 180 : 300) }
        stay("PAT-5", 2, 60, 120)
        if hasBeds {
            for number in 1...4 { stay("BED-\(number)", 0, 0, nil) }
            stay("BED-5", 2, 0, 90)
        }
        var batch = MessageBatch()
        batch.append(topic: "t", payload: "{}", receivedAt: at(360))
        _ = try writer.commit(appending: batch, derivations)
        try writer.close()
        return Questions(try StoreReader(folder: folder.data), wallClock: at(360))
    }

    private func document(_ answer: any Answer) throws -> [String: Any] {
        let data = Data(answer.json)
        #expect(try SchemaValidator.shipped(for: data).problems(data) == [])
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func bedsThatTheSiteNamesAreCountedHourByHour() throws {
        let folder = try TemporaryFolder()
        let beds = BedPlaces(units: [Self.rooms[0]: 4, Self.rooms[1]: 2, Self.rooms[2]: 1])
        let answer = try questions(folder, hasBeds: true).occupancy(from: at(0), to: at(360), beds: beds)
        let json = try document(answer)
        #expect(json["beds_source"] as? String == "site")
        let use = try #require(json["bed_use"] as? [String: Any])
        #expect(use["beds"] as? Int == 7)
        #expect(use["taken_peak"] as? Int == 4 && use["peak_at"] as? String == at(90).rfc3339)
        #expect(use["free_least"] as? Int == 3 && use["free_least_at"] as? String == at(90).rfc3339)
        #expect(use["taken_median"] as? Int == 3 && use["taken_p90"] as? Int == 4)
        let hours = try #require(use["hours"] as? [[String: Any]])
        #expect(hours.map { $0["at"] as? String } == (0..<6).map { at($0 * 60).rfc3339 })
        #expect(hours.map { $0["taken_peak"] as? Int } == [nil, 4, 4, 3, 3, 0], "one and two are not told")
        #expect(hours.map { $0["free_least"] as? Int } == [5, 3, 3, 4, 4, 7])
        // Rooms one by one: the one patient of room c is no figure, and its bed counts as taken.
        let units = try #require(json["units"] as? [[String: Any]])
        #expect(units.compactMap { $0["unit"] as? String } == ["a", "b", "c"], "an empty room has free beds")
        let last = try #require(units[2]["bed_use"] as? [String: Any])
        #expect(last["taken_peak"] == nil && last["taken_mean"] == nil && last["peak_at"] == nil)
        #expect(last["free_least"] as? Int == 0 && last["taken_median"] as? Int == 0)
        let levels = try #require(json["levels"] as? [[String: Any]])
        #expect(levels.compactMap { $0["level"] as? String } == ["l0", "l1"])
    }

    @Test func bedsOverTimeAreToldInBothLanguages() throws {
        let folder = try TemporaryFolder()
        let beds = BedPlaces(units: [Self.rooms[0]: 4, Self.rooms[2]: 1])
        let answer = try questions(folder, hasBeds: false).occupancy(from: at(0), to: at(360), beds: beds)
        let english = answer.text(TextStyle())
        let lines = english.split(separator: "\n").map(String.init)
        let from = try #require(lines.firstIndex { $0.hasPrefix("LEVEL") })
        #expect(
            lines[from...].prefix(11).map { $0 } == [
                "LEVEL       BEDS  TAKEN  MEDIAN  90 % UNDER  PEAK  AT        FREE AT LEAST",
                "Ground         4    2.2       3           4     4  08:00:00              0",
                "First          1     <3       0          <3    <3                       ≥0",
                "whole site     5    2.3       3           4     4  07:30:00              1",
                "FROM      BEDS  TAKEN  PEAK  FREE AT LEAST",
                "06:00:00     5     <3    <3             ≥3",
                "07:00:00     5    3.5     4              1",
                "08:00:00     5    4.0     4              1",
                "09:00:00     5    3.0     3              2",
                "10:00:00     5    3.0     3              2",
                "11:00:00     5    0.0     0              5",
            ], "\(english)")
        let french = answer.text(TextStyle(language: .french))
        #expect(french.contains("OCCUPÉS") && french.contains("LIBRES AU MOINS"))
        #expect(french.contains("tout l'établissement"))
    }

    @Test func bedsThatAreTrackedCountWhereTheSiteNamesNone() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder, hasBeds: true)
        let tracked = try document(try questions.occupancy(from: at(0), to: at(360)))
        #expect(tracked["beds_source"] as? String == "tracked")
        let use = try #require(tracked["bed_use"] as? [String: Any])
        #expect(use["beds"] as? Int == 4 && use["beds_mean"] as? Double == 4.25, "one of five was taken away")
        let mixed = BedPlaces(units: [Self.rooms[1]: 2])
        let both = try document(try questions.occupancy(from: at(0), to: at(360), beds: mixed))
        #expect(both["beds_source"] as? String == "both")
        #expect((both["bed_use"] as? [String: Any])?["beds"] as? Int == 6)
    }

    @Test func whereNobodySaysWhatABedIsItIsUnknown() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder, hasBeds: false)
        let history = try questions.occupancy(from: at(0), to: at(360))
        let json = try document(history)
        #expect(json["beds_source"] as? String == "unknown" && json["bed_use"] == nil && json["levels"] == nil)
        #expect(history.text(TextStyle()).contains("beds: unknown; name them in rules.yaml"))
        #expect(history.text(TextStyle(language: .french)).contains("lits : inconnus"))
    }

    @Test func bedsThatTheSiteNamesCountNowToo() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder, hasBeds: false)
        let named = try questions.occupancy(beds: BedPlaces(units: [Self.rooms[1]: 3]))
        let json = try document(named)
        #expect(json["beds_source"] as? String == "site" && json["beds"] as? Int == 3)
        #expect(json["beds_occupied"] as? Int == 0)
        #expect(named.text(TextStyle()).contains("3/3"), "an empty room's beds are free")
        #expect(try document(try questions.occupancy())["beds_source"] as? String == "unknown")
    }
}
