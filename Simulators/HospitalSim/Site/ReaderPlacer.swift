internal import SimKit

/// Puts readers where people put them: under the ceilings of rooms, along corridors, RFID antennas at the doors of
/// stores, choke points at the ways out.
struct ReaderPlacer {
    let request: SiteRequest
    var random: SeededRandom
    var readers: [HospitalReader] = []
    var takenNames: Set<String> = []

    static func place(_ request: SiteRequest, random: SeededRandom, in hospital: inout Hospital) {
        var placer = ReaderPlacer(request: request, random: random)
        let rooms = hospital.units.indices.filter { placer.isRoom(hospital.units[$0]) }
        switch request.readers {
        case .perRoom:
            for room in rooms { placer.addInRoom(room, hospital) }
            placer.addAlongCorridors(hospital, everyMetres: 10)
        case .perThreeRooms:
            for (index, room) in rooms.enumerated() where index % 3 == 1 { placer.addInRoom(room, hospital) }
            placer.addAlongCorridors(hospital, everyMetres: 14)
        case .count(let count):
            placer.addExactly(count, rooms: rooms, hospital)
        }
        if case .count = request.readers {} else { placer.addAtDoors(hospital) }
        hospital.readers = placer.readers
        if request.wrongOffsets {
            for index in hospital.readers.indices {
                hospital.trueOffsetsDB[hospital.readers[index].id] = hospital.readers[index].offsetDB
                hospital.readers[index].offsetDB = placer.offset()
            }
        }
    }

    private func isRoom(_ unit: HospitalUnit) -> Bool {
        !["walkway", "lobby", "restroom", "stairs", "elevator"].contains(unit.category)
    }

    /// ±6 dB around zero, to a tenth.
    private mutating func offset() -> Double {
        (min(6, max(-6, random.normal() * 3)) * 10).rounded() / 10
    }

    private mutating func add(
        kind: String, level: Int, at position: Point, height: Double, cadence: Double, name: String
    ) {
        let usesMAC: Bool
        switch request.readerNames {
        case .names: usesMAC = false
        case .macs: usesMAC = true
        case .mixed: usesMAC = kind == "ble" && readers.count % 3 == 2
        }
        // A locally administered address: none that a maker sold.
        let address = 0x0200_0000_0000 | (random.next() >> 24)
        var id = usesMAC ? SiteIdentifier.hex(address & 0xfeff_ffff_ffff, digits: 12) : name
        var suffix = 2
        while !takenNames.insert(id).inserted {
            id = "\(name)-\(suffix)"
            suffix += 1
        }
        readers.append(
            HospitalReader(
                id: id, kind: kind, level: level, position: position, heightMetres: height, offsetDB: offset(),
                cadenceSeconds: cadence))
    }

    private mutating func addInRoom(_ index: Int, _ hospital: Hospital) {
        let unit = hospital.units[index]
        var position = unit.inside
        for _ in 0..<8 {
            let candidate = Point(
                unit.inside.x + random.uniform(-1.2...1.2), unit.inside.y + random.uniform(-1.2...1.2))
            if unit.polygon.contains(candidate), unit.polygon.borderDistance(candidate) > 0.25 {
                position = candidate
                break
            }
        }
        add(
            kind: "ble", level: unit.level, at: position, height: 2.5, cadence: random.pick([1, 1, 2, 2, 3]),
            name: ReaderPlacer.name(of: unit))
    }

    private mutating func addAlongCorridors(_ hospital: Hospital, everyMetres step: Double) {
        for unit in hospital.units where ["walkway", "lobby"].contains(unit.category) {
            let (low, high) = unit.polygon.bounds
            let isLong = high.x - low.x > high.y - low.y
            let length = max(high.x - low.x, high.y - low.y)
            let count = max(1, Int((length / step).rounded()))
            for index in 0..<count {
                let share = (Double(index) + 0.5) / Double(count)
                let position =
                    isLong
                    ? Point(low.x + length * share, (low.y + high.y) / 2 + 0.6)
                    : Point((low.x + high.x) / 2 + 0.5, low.y + length * share)
                add(
                    kind: "ble", level: unit.level, at: position, height: 2.7, cadence: random.pick([1, 1, 2]),
                    name: ReaderPlacer.name(of: unit))
            }
        }
    }

    /// Exactly so many BLE readers: spread evenly over rooms and corridors, more than one to a room when they are many.
    private mutating func addExactly(_ count: Int, rooms: [Int], _ hospital: Hospital) {
        let places = hospital.units.indices.filter {
            rooms.contains($0) || ["walkway", "lobby"].contains(hospital.units[$0].category)
        }
        for index in 0..<count {
            addInRoom(places[index * places.count / count], hospital)
        }
    }

    /// An RFID antenna inside each store's door and each way out, and a choke point at each way out.
    private mutating func addAtDoors(_ hospital: Hospital) {
        for door in hospital.doors {
            let unit = hospital.units[door.unit]
            let inward = unit.inside
            let share = min(1, 0.6 / max(door.middle.distance(to: inward), 0.6))
            let position = door.middle.toward(inward, share: share)
            let name = ReaderPlacer.name(of: unit)
            if door.otherUnit == nil {
                add(kind: "choke", level: unit.level, at: position, height: 2.2, cadence: 1, name: "exit-\(name)")
            }
            if door.otherUnit == nil || unit.category == "storage" {
                add(kind: "uhf", level: unit.level, at: position, height: 2.2, cadence: 1, name: "rfid-\(name)")
            }
        }
    }

    /// A unit's English name as an identifier: lower case, words joined by `-`.
    static func name(of unit: HospitalUnit) -> String {
        var text = ""
        for byte in unit.name.english.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                text.unicodeScalars.append(UnicodeScalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(UnicodeScalar(byte + 32))
            default: if !text.hasSuffix("-") { text += "-" }
            }
        }
        return text
    }
}
