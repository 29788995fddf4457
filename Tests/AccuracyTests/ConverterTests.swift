import Model
import SimKit
import SiteMap
import Testing

@testable import Accuracy

@Suite struct ConverterTests {
    private let twoRooms = SiteDraft(
        id: "two", storeys: [.init(id: "l0", name: "Ground", ordinal: 0, outline: Ring.rectangle(0, 0, 10, 5))],
        rooms: [
            .init(
                id: "left", name: "Left", category: "room", storey: 0, outline: Ring.rectangle(0, 0, 4, 5),
                holes: [Ring.rectangle(1, 1, 2, 2)]),
            .init(id: "right", name: "Right", category: "room", storey: 0, outline: Ring.rectangle(4, 0, 10, 5)),
        ],
        doors: [
            .init(id: "d", storey: 0, from: Point(xMetres: 4, yMetres: 1), to: Point(xMetres: 4, yMetres: 2))
        ],
        receivers: [
            .init(
                id: "r1", storey: 0, point: Point(xMetres: 3, yMetres: 4), heightMetres: 2.25, cadenceSeconds: 0.5)
        ])

    @Test func aDraftLoadsAsTheSiteItIs() throws {
        let (map, problems) = try SiteMap.load(files: twoRooms.files())
        #expect(!problems.contains { $0.severity == .error })
        #expect(map.units.map(\.name) == ["Left", "Right"])
        #expect(map.openings.first?.units == [0, 1])
        let reader = try #require(map.readers.first)
        #expect(reader.heightMetres == 2.25)
        #expect(reader.unit == 0)
        let point = try #require(reader.point)
        #expect(point.distance(to: Point(xMetres: 3, yMetres: 4)) < 0.001)
        #expect(map.unit(at: Point(xMetres: 1.5, yMetres: 1.5), level: 0) == nil)
        #expect(map.unit(at: Point(xMetres: 3, yMetres: 1.5), level: 0) == 0)
    }

    @Test func placesGetTheRoomThatHoldsThemOrTouchesThem() {
        #expect(twoRooms.room(at: Point(xMetres: 1, yMetres: 3), storey: 0) == 0)
        #expect(twoRooms.room(at: Point(xMetres: 10.2, yMetres: 3), storey: 0) == 1)
        #expect(twoRooms.room(at: Point(xMetres: 11, yMetres: 3), storey: 0) == nil)
    }

    @Test func aRecordingBecomesACaptureWithCountsPerReader() {
        let recording = Recording(
            name: "x", tags: ["t"],
            readings: [
                .init(at: 1_000, reader: 0, tag: 0, rssiDBm: -61.25), .init(at: 2_000, reader: 0, tag: 0, rssiDBm: -62),
            ], truth: [])
        let lines = String(decoding: recording.capture(site: twoRooms), as: UTF8.self).split(separator: "\n")
        let expected =
            #"{"tst":"1970-01-01T00:00:02.000Z","topic":"vigie/v1/two/observations/r1","qos":0,"retain":0,"payload":"#
            + #"{"tag":"t","at":"1970-01-01T00:00:02.000Z","rssi":-62,"seq":2,"boot":"1"}}"#
        #expect(lines.last.map(String.init) == expected)
        #expect(lines.count == 2)
    }

    @Test func whatGoesWrongGoesWrongAsAsked() {
        let readings = (0..<1000).map { Recording.Reading(at: Int64($0), reader: $0 % 2, tag: 0, rssiDBm: -70) }
        let recording = Recording(name: "x", tags: ["t"], readings: readings, truth: [])
        #expect(recording.withoutReader(1).readings.count == 500)
        #expect(recording.withTagOffset(decibels: -6).readings.allSatisfy { $0.rssiDBm == -76 })
        let wild = recording.withOutliers(share: 0.2, seed: 3).readings
        let changed = wild.filter { $0.rssiDBm != -70 }
        #expect((140...260).contains(changed.count), "seed 3")
        #expect(wild.map(\.rssiDBm) == recording.withOutliers(share: 0.2, seed: 3).readings.map(\.rssiDBm))
    }

    @Test func histogramsBecomePowersThatKeepMeanAndSpread() {
        let edges = [-80.0, -79, -78, -77]
        #expect(DanisData.values(of: [0, 0.5, 0.5, 0], edges: edges) == [-79, -79, -79, -79, -79, -78, -78, -78, -78])
        #expect(DanisData.values(of: [0, 0, 0, 0], edges: edges).isEmpty)
    }

    @Test func fingerprintsOfUnknownSensorsAreLeftOut() throws {
        let text = """
            Bins:[-90.0, -89.0, -88.0]
            Fingerprints:{"(1.5, 2.0, 1.8)": {"aa": {"b": [0.0, 1.0]}, "zz": {"b": [1.0, 0.0]}}}
            """
        let survey = try DanisData.survey(text, readers: ["aa": 4])
        #expect(survey.samples.count == 1)
        #expect(survey.samples[0].point == Point(xMetres: 1.5, yMetres: 2))
        #expect(Set(survey.samples[0].reads.map(\.reader)) == [4])
        #expect(survey.samples[0].reads.allSatisfy { $0.rssiDBm == -89 })
    }

    @Test func aTrackKeepsItsWildReads() {
        let text = "10.5,aa,b,42,1.0,2.0,1.8,0\n10.25,zz,b,-70,1.0,2.0,1.8\n10.0,aa,b,-70,0.5,2.0,1.8\nbroken\n"
        let track = DanisData.track(text, name: "t", readers: ["aa": 0])
        #expect(track.readings.map(\.rssiDBm) == [-70, 42])
        #expect(track.truth.map(\.at) == [10_000, 10_500])
    }

    @Test func rowsWithoutAPowerGiveNoRead() {
        let table = Table(",ts,x,heading,y,rssi_1,rssi_2\n7,2.0e+12,1.0,0,3.0,-50.5,\n8,2.5e+12,9.5,0,3.0,,-60\n")
        var site = twoRooms
        site.receivers.append(site.receivers[0])
        let recording = FlatData.recording(table, table.rows, site: site, name: "t")
        #expect(recording.readings.map(\.reader) == [0, 1])
        #expect(recording.readings.map(\.at) == [2_000_000, 2_500_000])
        #expect(recording.truth.map(\.unit) == ["left", "right"])
        let survey = FlatData.survey(table, table.rows, site: site)
        #expect(survey.samples.map { $0.reads.count } == [1, 1])
    }

    @Test func theFlatsRoomsTouchAtTheirDoors() throws {
        let layout = "x,y\n0.0,0.0\n9.07,0.0\n9.07,7.1\n0.0,7.1\n"
        let site = FlatData.site(anchors: "id,x,y,z\n1,3.0,3.0,2.0\n", layout: layout)
        let (map, _) = try SiteMap.load(files: site.files())
        #expect(map.openings.count == 5)
        #expect(map.openings.allSatisfy { $0.units.count == 2 })
        #expect(map.readers.count == 1)
    }

    @Test func blockedSquaresBecomeHolesAwayFromTheBorder() {
        var text = "[[0.0, 0.0], [3.0, 3.0]]::0.5\n"
        for column in 0...6 {
            for row in 0...6 {
                let isBorder = column == 0 || row == 0 || column == 6 || row == 6
                let isDesk = (2...3).contains(column) && (2...4).contains(row)
                text += "[\(Double(column) / 2), \(Double(row) / 2)]::\(isBorder || isDesk ? 1 : 0)\n"
            }
        }
        let rings = Occupancy(text).blockedRings(inside: [0, 0, 3, 3])
        #expect(rings.count == 1)
        let bounds = Bounds(rings.first ?? [])
        #expect(abs(bounds.widthMetres - 0.96) < 1e-9)
        #expect(abs(bounds.heightMetres - 1.46) < 1e-9)
    }

    @Test func anEvenPaceAlongCorners() {
        let corners = [Point(xMetres: 0, yMetres: 0), Point(xMetres: 2, yMetres: 0), Point(xMetres: 2, yMetres: 2)]
        #expect(CompanionRoom.place(corners, share: 0.25) == Point(xMetres: 1, yMetres: 0))
        #expect(CompanionRoom.place(corners, share: 1) == Point(xMetres: 2, yMetres: 2))
        #expect(CompanionRoom().recording(CompanionRoom.walks[0], seeds: 3).truth.count == 183)
    }
}
