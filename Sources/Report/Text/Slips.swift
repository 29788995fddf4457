/// How far a word is from the one that was meant.
enum Slips {
    /// Letters that were left out, put in or mistaken (Levenshtein 1966); more than `most` is told as `most + 1`.
    /// - Complexity: O(n · m).
    static func between(_ left: String, _ right: String, most: Int) -> Int {
        let (left, right) = (Array(left), Array(right))
        guard abs(left.count - right.count) <= most else { return most + 1 }
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (other, wanted) in right.enumerated() {
                let same = diagonal + (letter == wanted ? 0 : 1)
                diagonal = row[other + 1]
                row[other + 1] = min(same, row[other] + 1, row[other + 1] + 1)
            }
        }
        return min(row[right.count], most + 1)
    }
}
