import Model

/// Judges each message of a reader that counts: new, or there already; and knows which numbers never came.
///
/// Identity is (reader, boot, number). A number between the lowest one kept and the high-water mark, and in no gap, was
/// kept before. The first number heard opens no gap: nobody knows where the count began. What comes below it later is
/// new all the same.
///
/// A reader that tells no boot and starts its count again would be taken for a repetition for ever. So without a boot a
/// known number begins a new count when its device's time is newer than all kept ones by two seconds, or, without a
/// device time, when it is a hundred or more below the high-water mark.
struct SequenceTracker: Sendable {
    enum Verdict { case new, duplicate }

    private struct Count: Sendable {
        var record: SequenceRecord
        var isDirty = false
    }

    /// Gaps kept for one reader and boot; the oldest are merged beyond.
    static let gapsMax = 1000
    /// Boots remembered for one reader; the least recent are forgotten beyond.
    static let bootsMax = 8

    private var index = ByteTable(minimumCapacity: 1024)
    private var counts: [Count] = []
    private var dirty: [Int32] = []
    private var boots: [ReaderID: [Int32]] = [:]
    private var scratch: [UInt8] = []

    /// Takes a count over from the database.
    mutating func restore(_ record: SequenceRecord) {
        let key = Array(record.reader.rawValue.utf8) + [0] + Array(record.boot.utf8)
        _ = key.withUnsafeBufferPointer { add(record, key: $0) }
    }

    @discardableResult
    private mutating func add(_ record: SequenceRecord, key: UnsafeBufferPointer<UInt8>) -> Int {
        let place = Int32(counts.count)
        counts.append(Count(record: record))
        index.insert(key, place)
        boots[record.reader, default: []].append(place)
        if let known = boots[record.reader], known.count > SequenceTracker.bootsMax {
            forget(known[0], of: record.reader)
        }
        return Int(place)
    }

    private mutating func forget(_ place: Int32, of reader: ReaderID) {
        let record = counts[Int(place)].record
        index.remove(record.reader.rawValue + "\0" + record.boot)
        boots[reader]?.removeFirst()
    }

    /// Notes a number and says whether it is news.
    /// - Complexity: O(log g) in the gaps of that reader and boot.
    mutating func judge(
        reader: UnsafeBufferPointer<UInt8>, boot: UnsafeBufferPointer<UInt8>, sequence: Int64, at: Instant,
        isDeviceTime: Bool = false
    ) -> Verdict {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: reader)
        scratch.append(0)
        scratch.append(contentsOf: boot)
        let place = scratch.withUnsafeBufferPointer { index.find($0) }
        guard place >= 0 else {
            let record = SequenceRecord(
                reader: ReaderID(String(decoding: reader, as: UTF8.self)), boot: String(decoding: boot, as: UTF8.self),
                highWater: sequence, lowest: sequence, duplicates: 0, lastAt: at, gaps: [])
            let added = scratch.withUnsafeBufferPointer { add(record, key: $0) }
            touch(Int32(added))
            return .new
        }
        touch(place)
        if boot.isEmpty, counts[Int(place)].record.hasRestarted(sequence, at: at, isDeviceTime: isDeviceTime) {
            counts[Int(place)].record.restart(sequence, at: at)
            return .new
        }
        return counts[Int(place)].record.note(sequence, at: at)
    }

    private mutating func touch(_ place: Int32) {
        guard !counts[Int(place)].isDirty else { return }
        counts[Int(place)].isDirty = true
        dirty.append(place)
    }

    /// The counts that changed since the last call.
    mutating func takeDirty() -> [SequenceRecord] {
        defer { dirty.removeAll(keepingCapacity: true) }
        return dirty.sorted().map { place in
            counts[Int(place)].isDirty = false
            return counts[Int(place)].record
        }
    }
}

extension SequenceRecord {
    private static let restartMilliseconds: Int64 = 2000
    private static let restartNumbers: Int64 = 100

    /// Whether a number that was kept before is more likely the first steps of a new count. For counts without a boot.
    fileprivate func hasRestarted(_ sequence: Int64, at: Instant, isDeviceTime: Bool) -> Bool {
        guard sequence <= highWater, !gaps.contains(where: { $0.contains(sequence) }) else { return false }
        return isDeviceTime
            ? at.milliseconds > lastAt.milliseconds + SequenceRecord.restartMilliseconds
            : highWater - sequence >= SequenceRecord.restartNumbers
    }

    fileprivate mutating func restart(_ sequence: Int64, at: Instant) {
        highWater = sequence
        lowest = sequence
        gaps = []
        lastAt = max(lastAt, at)
    }

    /// Notes a number: raises the mark and opens a gap, or fills one, or is a duplicate.
    fileprivate mutating func note(_ sequence: Int64, at: Instant) -> SequenceTracker.Verdict {
        if sequence > highWater {
            if sequence > highWater + 1 {
                gaps.append(highWater + 1...sequence - 1)
                if gaps.count > SequenceTracker.gapsMax {
                    gaps[1] = gaps[0].lowerBound...gaps[1].upperBound
                    gaps.removeFirst()
                }
            }
            highWater = sequence
            lastAt = max(lastAt, at)
            return .new
        }
        if sequence < lowest {
            if sequence + 1 < lowest, gaps.count < SequenceTracker.gapsMax {
                gaps.insert(sequence + 1...lowest - 1, at: 0)
            }
            lowest = sequence
            return .new
        }
        var low = 0
        var high = gaps.count
        while low < high {
            let middle = (low + high) / 2
            if gaps[middle].upperBound < sequence { low = middle + 1 } else { high = middle }
        }
        guard low < gaps.count, gaps[low].contains(sequence) else {
            duplicates += 1
            return .duplicate
        }
        let gap = gaps[low]
        var rest: [ClosedRange<Int64>] = []
        if gap.lowerBound < sequence { rest.append(gap.lowerBound...sequence - 1) }
        if sequence < gap.upperBound { rest.append(sequence + 1...gap.upperBound) }
        gaps.replaceSubrange(low...low, with: rest)
        return .new
    }
}
