/// Two floors of four by four rooms with random doors, and stairs in a corner.
enum RandomFloors {
    static func site(_ random: inout Seeded) -> SiteFixture {
        var site = SiteFixture()
        for floor in 0..<2 {
            let level = "L\(floor)"
            site.level(level, ordinal: floor)
            for row in 0..<4 {
                for column in 0..<4 {
                    let category = row == 3 && column == 3 ? "stairs" : "room"
                    let (x, y) = (Double(column) * 6, Double(row) * 5)
                    site.room("u\(floor)-\(row)-\(column)", on: level, category: category, x, y, 6, 5)
                    let shift = Double.random(in: 0.5...3.5, using: &random)
                    if column < 3, Int.random(in: 0..<10, using: &random) < 5 {
                        site.door("e\(floor)-\(row)-\(column)", on: level, x + 6, y + shift, x + 6, y + shift + 0.9)
                    }
                    if row < 3, Int.random(in: 0..<10, using: &random) < 5 {
                        site.door("n\(floor)-\(row)-\(column)", on: level, x + shift, y + 5, x + shift + 0.9, y + 5)
                    }
                }
            }
        }
        return site
    }
}
