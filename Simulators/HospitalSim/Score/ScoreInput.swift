internal import Model

/// What a track said of one trackable from `atMilliseconds` on. Names are numbers of ``ScoreNames``; -1: none.
struct TrackRow {
    var atMilliseconds: Int64
    var unit: Int32 = -1
    var level: Int32 = -1
    var confirmedUnit: Int32 = -1
    var state: FixState?
    /// NaN: none; so with the metres.
    var confidence = Double.nan
    var xMetres = Double.nan
    var yMetres = Double.nan
}

/// Where a trackable was in one second. Names are numbers of ``ScoreNames``; -1: none.
struct TruthRow {
    /// The whole second, since 1970.
    var second: Int64
    var unit: Int32 = -1
    var level: Int32 = -1
    var xMetres = Double.nan
    var yMetres = Double.nan
}

/// Ids as small numbers.
struct ScoreNames {
    private var table = ByteTable(minimumCapacity: 4096)
    private(set) var count = 0

    /// - Complexity: O(1) in the names.
    mutating func number(_ name: UnsafeBufferPointer<UInt8>) -> Int32 {
        let known = table.find(name)
        guard known < 0 else { return known }
        let number = Int32(count)
        table.insert(name, number)
        count += 1
        return number
    }
}

/// Both files, read: rows by trackable in the order of time.
struct ScoreInput {
    var trackables = ScoreNames()
    var places = ScoreNames()
    /// By the trackable's number.
    private(set) var track: [[TrackRow]] = []
    private(set) var truth: [[TruthRow]] = []
    private(set) var trackLines = 0
    private(set) var truthLines = 0
    /// Lines that are no track or truth line: broken, without time or trackable, or with values out of range.
    private(set) var unreadableTrackLines = 0
    private(set) var unreadableTruthLines = 0

    mutating func readTrack(_ path: String) throws {
        try LineFile.forEachLine(of: path) { addTrack($0) }
        guard trackLines > 0 else { throw nothing(in: path, "track") }
        for index in track.indices { track[index].sortByTime { $0.atMilliseconds } }
    }

    mutating func readTruth(_ path: String) throws {
        try LineFile.forEachLine(of: path) { addTruth($0) }
        guard truthLines > 0 else { throw nothing(in: path, "truth") }
        for index in truth.indices {
            truth[index].sortByTime { $0.second }
            truth[index].keepLastOfEach { $0.second }
        }
    }

    private func nothing(in path: String, _ kind: String) -> VigieError {
        VigieError(
            .badData, "has no \(kind) line", place: path,
            remedy: "A line is an object with at least \"at\" and \"trackable\"")
    }

    mutating func addTrack(_ line: UnsafeBufferPointer<UInt8>) {
        guard !ScoreInput.isBlank(line) else { return }
        guard let fields = ScoreFields(line), let at = fields.at,
            let trackable = ScoreInput.number(fields.trackable, &trackables), fields.isInRange
        else {
            unreadableTrackLines += 1
            return
        }
        trackLines += 1
        while track.count <= Int(trackable) { track.append([]) }
        track[Int(trackable)].append(
            TrackRow(
                atMilliseconds: at.milliseconds, unit: ScoreInput.number(fields.unit, &places) ?? -1,
                level: ScoreInput.number(fields.level, &places) ?? -1,
                confirmedUnit: ScoreInput.number(fields.confirmedUnit, &places) ?? -1, state: fields.fixState,
                confidence: fields.confidence, xMetres: fields.xMetres, yMetres: fields.yMetres))
    }

    mutating func addTruth(_ line: UnsafeBufferPointer<UInt8>) {
        guard !ScoreInput.isBlank(line) else { return }
        guard let fields = ScoreFields(line), let at = fields.at,
            let trackable = ScoreInput.number(fields.trackable, &trackables)
        else {
            unreadableTruthLines += 1
            return
        }
        truthLines += 1
        while truth.count <= Int(trackable) { truth.append([]) }
        let milliseconds = at.milliseconds
        let second = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        truth[Int(trackable)].append(
            TruthRow(
                second: second, unit: ScoreInput.number(fields.unit, &places) ?? -1,
                level: ScoreInput.number(fields.level, &places) ?? -1, xMetres: fields.xMetres,
                yMetres: fields.yMetres))
    }

    private static func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
    }

    /// nil when the text is absent, empty or badly escaped.
    private static func number(_ text: ScoreFields.Text?, _ names: inout ScoreNames) -> Int32? {
        guard let text, !text.bytes.isEmpty else { return nil }
        guard text.hasEscapes else { return names.number(text.bytes) }
        guard var plain = JSONLineScanner.unescaped(text.bytes) else { return nil }
        return plain.withUTF8 { names.number($0) }
    }
}

extension Array {
    /// Orders by time; what has the same time stays in the order of the file.
    fileprivate mutating func sortByTime(_ time: (Element) -> Int64) {
        guard !zip(self, dropFirst()).allSatisfy({ time($0) <= time($1) }) else { return }
        self = enumerated().sorted { left, right in
            let times = (time(left.element), time(right.element))
            return times.0 == times.1 ? left.offset < right.offset : times.0 < times.1
        }.map(\.element)
    }

    /// Of neighbours with the same time only the last.
    fileprivate mutating func keepLastOfEach(_ time: (Element) -> Int64) {
        var kept: [Element] = []
        kept.reserveCapacity(count)
        for element in self {
            if let last = kept.last, time(last) == time(element) { kept.removeLast() }
            kept.append(element)
        }
        self = kept
    }
}
