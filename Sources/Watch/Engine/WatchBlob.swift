import Model

/// The bytes in which the watch rests in the database: little-endian, fixed fields, texts with their length. Rules are
/// named by the hash of what they say, so that a rule that was changed begins anew and the others go on.
enum WatchBlob {
    static let version: UInt8 = 2
    /// The first version still reads: its fences do not know where they were crossed, nor what gave the last location.
    static let oldest: UInt8 = 1

    struct Writer {
        var bytes: [UInt8] = [WatchBlob.version]

        mutating func put<Value: BitwiseCopyable>(_ value: Value) {
            withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
        }

        mutating func put(text: String) {
            put(UInt16(clamping: text.utf8.count))
            bytes.append(contentsOf: text.utf8.prefix(Int(UInt16.max)))
        }

        mutating func put<Element>(_ list: [Element], _ body: (inout Writer, Element) -> Void) {
            put(UInt32(clamping: list.count))
            for element in list { body(&self, element) }
        }
    }

    /// Throws ``Broken`` at the end, and for what cannot be.
    struct Reader {
        let bytes: [UInt8]
        var place = 0
        private(set) var version: UInt8 = 0

        init(_ bytes: [UInt8]) throws(Broken) {
            self.bytes = bytes
            version = try take(UInt8.self)
            guard (WatchBlob.oldest...WatchBlob.version).contains(version) else { throw Broken() }
        }

        mutating func take<Value: BitwiseCopyable>(_ type: Value.Type) throws(Broken) -> Value {
            let size = MemoryLayout<Value>.size
            guard place + size <= bytes.count else { throw Broken() }
            defer { place += size }
            return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: type) }
        }

        mutating func text() throws(Broken) -> String {
            let count = Int(try take(UInt16.self))
            guard place + count <= bytes.count else { throw Broken() }
            defer { place += count }
            return String(decoding: bytes[place..<(place + count)], as: UTF8.self)
        }

        mutating func list<Element>(
            _ body: (inout Reader) throws(Broken) -> Element
        ) throws(Broken) -> [Element] {
            let count = Int(try take(UInt32.self))
            guard count <= bytes.count else { throw Broken() }
            var list: [Element] = []
            for _ in 0..<count { list.append(try body(&self)) }
            return list
        }
    }

    struct Broken: Error {}

    // MARK: A trackable

    static func write(_ track: WatchedTrack, book: RuleBook) -> [UInt8] {
        var writer = Writer()
        let state = track.settled
        writer.put(state.time)
        writer.put(state.unit)
        writer.put(state.since)
        writer.put(state.confidence)
        writer.put(state.fromUnit)
        writer.put(state.level)
        writer.put(state.xMetres)
        writer.put(state.yMetres)
        writer.put(state.heardAt)
        writer.put(state.source)
        writer.put(state.fences) { writer, fence in
            writer.put(book.entries[Int(fence.rule)].mark)
            writer.put(fence.phase.rawValue)
            for value in [fence.since, fence.outsideSince, fence.due, fence.open, fence.held, fence.heldDue] {
                writer.put(value)
            }
            writer.put(fence.isDwellTold ? UInt8(1) : 0)
            writer.put(fence.crossedUnit)
            writer.put(fence.crossedFrom)
        }
        writer.put(track.told) { $0.put(effect: $1, book: book) }
        writer.put(track.newest)
        writer.put(track.cannotTell ? UInt8(1) : 0)
        writer.put(track.recent) { writer, change in
            writer.put(change.unit)
            writer.put(change.from)
            writer.put(change.decidedAt)
            writer.put(change.confidence)
        }
        writer.put(track.samples) { writer, sample in
            writer.put(sample.at)
            writer.put(sample.celsius)
            writer.put(sample.batteryPercent)
        }
        return writer.bytes
    }

    /// - Parameter rules: from marks to numbers.
    static func read(_ bytes: [UInt8], into track: inout WatchedTrack, rules: [UInt64: Int32]) throws(Broken) {
        var reader = try Reader(bytes)
        var state = TrackState()
        state.time = try reader.take(Int64.self)
        state.unit = try reader.take(Int32.self)
        state.since = try reader.take(Int64.self)
        state.confidence = try reader.take(Float.self)
        state.fromUnit = try reader.take(Int32.self)
        state.level = try reader.take(Int32.self)
        state.xMetres = try reader.take(Float.self)
        state.yMetres = try reader.take(Float.self)
        state.heardAt = try reader.take(Int64.self)
        if reader.version >= 2 { state.source = try reader.take(Int32.self) }
        let fences = try reader.list { (reader) throws(Broken) -> FenceState? in
            let mark = try reader.take(UInt64.self)
            guard let phase = FenceState.Phase(rawValue: try reader.take(UInt8.self)) else { throw Broken() }
            var fence = FenceState(rule: rules[mark] ?? -1, phase: phase, since: try reader.take(Int64.self))
            fence.outsideSince = try reader.take(Int64.self)
            fence.due = try reader.take(Int64.self)
            fence.open = try reader.take(Int64.self)
            fence.held = try reader.take(Int64.self)
            fence.heldDue = try reader.take(Int64.self)
            fence.isDwellTold = try reader.take(UInt8.self) == 1
            if reader.version >= 2 {
                fence.crossedUnit = try reader.take(Int32.self)
                fence.crossedFrom = try reader.take(Int32.self)
            }
            return fence.rule >= 0 ? fence : nil
        }
        state.fences = fences.compactMap(\.self).sorted { $0.rule < $1.rule }
        let told = try reader.list { (reader) throws(Broken) in try reader.effect(rules) }
        track.settled = state
        track.told = told.compactMap(\.self)
        track.newest = try reader.take(Int64.self)
        track.cannotTell = try reader.take(UInt8.self) == 1
        track.isDarkTold = track.cannotTell
        track.recent = try reader.list { (reader) throws(Broken) in
            TrackView.Change(
                unit: try reader.take(Int32.self), from: try reader.take(Int64.self),
                decidedAt: try reader.take(Int64.self), confidence: try reader.take(Float.self))
        }
        track.samples = try reader.list { (reader) throws(Broken) in
            WatchedTrack.Sample(
                at: try reader.take(Int64.self), celsius: try reader.take(Float.self),
                batteryPercent: try reader.take(Float.self))
        }
    }
}

extension WatchBlob.Writer {
    mutating func put(effect: Effect, book: RuleBook) {
        put(effect.kind.rawValue)
        put(book.entries[Int(effect.rule)].mark)
        put(effect.key)
        put(effect.endedAt)
        put(effect.order)
        put(effect.unit)
        put(effect.fromUnit)
        put(effect.confidence)
    }
}

extension WatchBlob.Reader {
    /// Nil for an effect of a rule that is no more.
    mutating func effect(_ rules: [UInt64: Int32]) throws(WatchBlob.Broken) -> Effect? {
        guard let kind = Effect.Kind(rawValue: try take(UInt8.self)) else { throw WatchBlob.Broken() }
        let mark = try take(UInt64.self)
        let (key, endedAt, order) = (try take(Int64.self), try take(Int64.self), try take(Int64.self))
        let (unit, from, confidence) = (try take(Int32.self), try take(Int32.self), try take(Float.self))
        guard let rule = rules[mark] else { return nil }
        return Effect(
            kind: kind, rule: rule, key: key, endedAt: endedAt, order: order, unit: unit, fromUnit: from,
            confidence: confidence)
    }
}
