internal import Model
internal import SiteMap

/// The flat `kolakowski_flat`: one tag, six anchors, four calibration drives and one test drive of a robot.
struct FlatData {
    let site: SiteDraft
    /// The calibration drives, in the order of their files; each was driven without a break.
    let drives: [Recording]
    /// The rows of each drive as a survey.
    let surveys: [Survey]
    /// The robot's test drive.
    let test: Recording

    private static let tag = "tag-1"

    init(folder: String) throws {
        site = FlatData.site(
            anchors: try SharedFolder.text(folder + "/anchors.csv"),
            layout: try SharedFolder.text(folder + "/layout.csv"))
        let all = Table(try SharedFolder.text(folder + "/calibration_df.csv"))
        var driveOfTime: [Int64: Int] = [:]
        for drive in 0..<4 {
            let table = Table(try SharedFolder.text("\(folder)/calib\(drive + 1)_df.csv"))
            for row in table.rows { driveOfTime[FlatData.milliseconds(table, row)] = drive }
        }
        var drives: [Recording] = []
        var surveys: [Survey] = []
        for drive in 0..<4 {
            let rows = all.rows.filter { driveOfTime[FlatData.milliseconds(all, $0)] == drive }
            drives.append(FlatData.recording(all, rows, site: site, name: "drive-\(drive + 1)"))
            surveys.append(FlatData.survey(all, rows, site: site))
        }
        self.drives = drives
        self.surveys = surveys
        let robot = Table(try SharedFolder.text(folder + "/test_robot_df.csv"))
        test = FlatData.recording(robot, robot.rows, site: site, name: "robot")
    }

    /// The survey of several drives together.
    func survey(of chosen: [Int]) -> Survey {
        Survey(tag: FlatData.tag, samples: chosen.flatMap { surveys[$0].samples })
    }

    /// The six rooms and five doors that the walls of `layout.csv` make, walls' thickness shared between the rooms
    /// on their two sides.
    static func site(anchors: String, layout: String) -> SiteDraft {
        let walls = Table(layout)
        let corners = walls.rows.map { Point(xMetres: walls.number($0, "x"), yMetres: walls.number($0, "y")) }
        let bounds = Bounds(corners)
        let outline = Ring.rectangle(
            bounds.minimum.xMetres, bounds.minimum.yMetres, bounds.maximum.xMetres, bounds.maximum.yMetres)
        let table = Table(anchors)
        let receivers = table.rows.map { row in
            SiteDraft.Receiver(
                id: "anchor-\(Int(table.number(row, "id")))", storey: 0,
                point: Point(xMetres: table.number(row, "x"), yMetres: table.number(row, "y")),
                heightMetres: table.number(row, "z"), cadenceSeconds: 0.33)
        }
        return SiteDraft(
            id: "flat", storeys: [.init(id: "level-0", name: "Level 0", ordinal: 0, outline: outline)],
            rooms: FlatPlan.rooms, doors: FlatPlan.doors, receivers: receivers)
    }

    /// Rows to reads and truth: all reads of a row are of its time.
    static func recording(_ table: Table, _ rows: [[Substring]], site: SiteDraft, name: String) -> Recording {
        var recording = Recording(name: name, tags: [tag], kind: "robot", readings: [], truth: [])
        for row in rows {
            let at = milliseconds(table, row)
            for reader in site.receivers.indices {
                let power = table.number(row, "rssi_\(reader + 1)")
                guard power.isFinite else { continue }
                recording.readings.append(.init(at: at, reader: reader, tag: 0, rssiDBm: power))
            }
            let point = Point(xMetres: table.number(row, "x"), yMetres: table.number(row, "y"))
            guard point.xMetres.isFinite, point.yMetres.isFinite else { continue }
            recording.truth.append(
                .init(
                    at: at, tag: 0, point: point, storey: 0,
                    unit: site.room(at: point, storey: 0).map { site.rooms[$0].id }))
        }
        recording.readings.sort { ($0.at, $0.reader) < ($1.at, $1.reader) }
        recording.truth.sort { $0.at < $1.at }
        return recording
    }

    /// Rows to survey samples.
    static func survey(_ table: Table, _ rows: [[Substring]], site: SiteDraft) -> Survey {
        let samples = recording(table, rows, site: site, name: "").truth
        var readings: [Int64: [(reader: Int, rssiDBm: Double)]] = [:]
        for row in rows {
            let reads = site.receivers.indices.map { ($0, table.number(row, "rssi_\($0 + 1)")) }
            readings[milliseconds(table, row)] = reads.filter { $0.1.isFinite }
        }
        return Survey(
            tag: tag,
            samples: samples.map { sample in
                .init(
                    at: sample.at, point: sample.point, storey: 0, unit: sample.unit, reads: readings[sample.at] ?? [])
            })
    }

    /// `ts` is in nanoseconds.
    private static func milliseconds(_ table: Table, _ row: [Substring]) -> Int64 {
        let nanoseconds = table.number(row, "ts")
        return nanoseconds.isFinite ? Int64((nanoseconds / 1e6).rounded()) : 0
    }
}

/// The rooms of the flat as its walls make them; the names are those of the data set's description.
enum FlatPlan {
    static let rooms: [SiteDraft.Room] = [
        room("bedroom", "Bedroom", 0, 2.125, 2.64, 7.1),
        room("hall_west", "Hall west", 0, 0, 1.985, 2.125),
        // The room goes up to the living room's wall on its left, and to the open way on its right.
        room("hall_mid", "Hall middle", 1.985, 0, 3.965, 2.125),
        room("kitchen_bath", "Kitchen and bath", 3.965, 0, 6.27, 2.125),
        room("living", "Living room", 2.64, 2.125, 6.32, 7.1),
        room("annex", "Annex", 6.32, 4.19, 9.07, 7.1),
    ]

    static let doors: [SiteDraft.Door] = [
        door("door-bedroom", 0.73, 2.125, 1.52, 2.125),
        door("door-hall", 1.985, 0.64, 1.985, 1.74),
        door("door-kitchen", 3.965, 0.6, 3.965, 1.42),
        door("door-living", 2.7, 2.125, 3.88, 2.125),
        door("door-annex", 6.32, 4.82, 6.32, 7.1),
    ]

    private static func room(
        _ id: String, _ name: String, _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double
    ) -> SiteDraft.Room {
        .init(id: id, name: name, category: "room", storey: 0, outline: Ring.rectangle(x0, y0, x1, y1))
    }

    private static func door(
        _ id: String, _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double
    ) -> SiteDraft.Door {
        .init(
            id: id, storey: 0, from: Point(xMetres: x0, yMetres: y0), to: Point(xMetres: x1, yMetres: y1))
    }
}
