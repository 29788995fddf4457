internal import SimKit

/// Where a room of a wing lies.
struct RoomSlot {
    /// Its southern edge.
    var low: Double
    /// The corridor's wall.
    var wall: Double
    /// West of the corridor.
    var isLeft: Bool
    /// The bathroom is at the northern end, so that the bathrooms of two rooms share a wall.
    var bathroomIsHigh: Bool
}

extension HospitalGenerator {
    private var bathroomDepth: Double { 1.8 }
    private var bathroomWidth: Double { 2.1 }

    /// A room of a wing with its door to the corridor; ward rooms with their bathroom where the plan gives them one.
    mutating func addRoom(_ slot: RoomSlot, index: Int, theme: WingTheme, corridor: Int, level: Int) {
        let (name, category) = roomName(slot, index: index, theme: theme, level: level)
        var wantsBathroom = false
        if theme.isWard, index > 0 {
            wantsBathroom = hasBathroom[nextWardRoom]
            nextWardRoom += 1
        }
        let inward = slot.isLeft ? -1.0 : 1.0
        let far = slot.wall + inward * roomDepth
        let high = slot.low + roomWidth
        guard wantsBathroom else {
            let room = addUnit(
                .rectangle(min(far, slot.wall), slot.low, max(far, slot.wall), high), name: name,
                category: category, level: level)
            let middle = (slot.low + high) / 2
            addDoor(room, corridor, from: Point(slot.wall, middle - 0.6), to: Point(slot.wall, middle + 0.6))
            return
        }
        // The bathroom takes the corner at the corridor; the door takes what is left of the wall.
        let cut = slot.bathroomIsHigh ? high - bathroomWidth : slot.low + bathroomWidth
        let inner = slot.wall + inward * bathroomDepth
        let bathEnd = slot.bathroomIsHigh ? high : slot.low
        let roomEnd = slot.bathroomIsHigh ? slot.low : high
        let room = addUnit(
            Polygon([
                Point(slot.wall, roomEnd), Point(slot.wall, cut), Point(inner, cut), Point(inner, bathEnd),
                Point(far, bathEnd), Point(far, roomEnd),
            ]),
            name: name, category: category, level: level)
        let middle = (roomEnd + cut) / 2
        addDoor(room, corridor, from: Point(slot.wall, middle - 0.6), to: Point(slot.wall, middle + 0.6))
        let bath = addUnit(
            .rectangle(
                min(inner, slot.wall), min(cut, bathEnd), max(inner, slot.wall), max(cut, bathEnd)),
            name: bathroomName(of: name), category: "restroom", level: level)
        let bathMiddle = (cut + bathEnd) / 2
        addDoor(bath, room, from: Point(inner, bathMiddle - 0.45), to: Point(inner, bathMiddle + 0.45))
    }

    /// The first pair of each wing is its nurse station (west) and its store (east).
    private mutating func roomName(
        _ slot: RoomSlot, index: Int, theme: WingTheme, level: Int
    ) -> (Label, String) {
        if index == 0 {
            let mark = hospital.levels[level].shortName.english
            return slot.isLeft
                ? (
                    Label(
                        english: "\(theme.name.english) nurse station \(mark)",
                        french: "Poste de soins \(theme.name.french) \(mark)"), "office"
                )
                : (
                    Label(
                        english: "\(theme.name.english) store \(mark)",
                        french: "Réserve \(theme.name.french) \(mark)"), "storage"
                )
        }
        let number = number(level: level)
        return (
            Label(english: "\(theme.room.english) \(number)", french: "\(theme.room.french) \(number)"),
            theme.category
        )
    }

    private func bathroomName(of room: Label) -> Label {
        let english = room.english.split(separator: " ").last.map(String.init) ?? room.english
        return Label(english: "Bathroom \(english)", french: "Salle de bains \(english)")
    }
}
