import Model

/// Tags of bins seen by the reader of the box for empty ones, since the last drain: the first time in each hour.
///
/// A tag lies in the box until somebody fills its bin, and is read many times a minute. One sighting in an hour says as
/// much, and the same whatever order the reads come in.
struct BinTally: Sendable {
    private struct Key: Hashable {
        var bin: Int32
        var hour: Int64
    }

    private var bins: [StockBin] = []
    private var table = ByteTable(minimumCapacity: 16)
    private var sightings: [Key: BinSighting] = [:]

    /// The bins are others now; what was seen so far is kept.
    mutating func follow(_ bins: [StockBin]) {
        guard bins != self.bins else { return }
        var fresh = BinTally()
        fresh.bins = bins
        fresh.table = ByteTable(minimumCapacity: max(16, bins.count))
        for (index, bin) in bins.enumerated() { fresh.table.insert(bin.tag.rawValue, Int32(index)) }
        for sighting in sightings.values {
            let bin = fresh.table.find(sighting.tag.rawValue)
            if bin >= 0 { fresh.sightings[Key(bin: bin, hour: sighting.hour)] = sighting }
        }
        self = fresh
    }

    /// Whether a tag is one of a bin.
    func knows(_ observation: Observation, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        !bins.isEmpty && table.find(tagOf: observation, in: bytes) >= 0
    }

    /// Takes a read, if it is one of a bin by the reader of its box. A retained message tells of nobody knows when.
    mutating func note(
        _ observation: Observation, in bytes: UnsafeBufferPointer<UInt8>, reader: ReaderID, position: Int64,
        receivedAt: Instant
    ) {
        guard !bins.isEmpty, !observation.flags.contains(.retained) else { return }
        let number = table.find(tagOf: observation, in: bytes)
        guard number >= 0, bins[Int(number)].reader == reader else { return }
        let sighting = BinSighting(
            tag: bins[Int(number)].tag, reader: reader, at: observation.observedAt, receivedAt: receivedAt,
            source: LogPosition(position))
        let key = Key(bin: number, hour: sighting.hour)
        if let known = sightings[key], known.at <= sighting.at { return }
        sightings[key] = sighting
    }

    /// Moves what was seen into `derivations`.
    mutating func drain(into derivations: inout Derivations) {
        guard !sightings.isEmpty else { return }
        derivations.binSightings += sightings.values.sorted { ($0.tag, $0.hour) < ($1.tag, $1.hour) }
        sightings.removeAll(keepingCapacity: true)
    }
}
