/// Probabilities of the few cells where one trackable may be; empty while only units are believed.
struct CellBelief: Sendable {
    /// More are never kept: the least probable go.
    static let capacity = 256
    /// Cells with less than this share are dropped.
    static let shareMin: Float = 5e-5

    struct Entry: Sendable {
        var cell: Int32
        var weight: Float
    }

    /// Sum of the weights is 1.
    var entries: [Entry] = []
    /// Event time of the last prediction.
    var spreadAt = Int64.min

    var isEmpty: Bool { entries.isEmpty }

    mutating func removeAll() { entries = [] }
}
