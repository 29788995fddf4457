internal import Model
internal import SimKit
internal import SiteMap

/// Reads with the truth beside them.
struct Recording {
    /// One read.
    struct Reading {
        /// Milliseconds since the epoch.
        var at: Int64
        /// Index into the site's receivers.
        var reader: Int
        /// Index into ``Recording/tags``.
        var tag: Int
        var rssiDBm: Double
    }

    /// Where a tag was.
    struct TruthPoint {
        /// Milliseconds since the epoch; it holds until the tag's next one.
        var at: Int64
        var tag: Int
        /// Metres in the site's frame.
        var point: Point
        /// Index into the site's storeys.
        var storey: Int
        /// The IMDF id of the unit; nil where it lies in none, or where units are not judged.
        var unit: String?
    }

    /// Used in file names.
    var name: String
    /// Canonical tag ids; a trackable is called like its tag.
    var tags: [String]
    /// `robot`, `equipment`, `staff` …: what the registry says.
    var kind = "equipment"
    /// In order of time.
    var readings: [Reading]
    /// In order of time.
    var truth: [TruthPoint]
}

extension Recording {
    /// What a recorder at the broker would have written (DESIGN 5.3), readers speaking our own dialect (5.2).
    func capture(site: SiteDraft) -> [UInt8] {
        var json = JSONWriter()
        var sequence = Array(repeating: 0, count: site.receivers.count)
        for reading in readings {
            sequence[reading.reader] += 1
            let at = Instant(milliseconds: reading.at)
            json.object {
                $0.member("tst", at)
                $0.member("topic", "vigie/v1/\(site.id)/observations/\(site.receivers[reading.reader].id)")
                $0.member("qos", 0)
                $0.member("retain", 0)
                $0.object("payload") {
                    $0.member("tag", tags[reading.tag])
                    $0.member("at", at)
                    $0.member("rssi", reading.rssiDBm, decimals: 2)
                    $0.member("seq", sequence[reading.reader])
                    $0.member("boot", "1")
                }
            }
            json.newline()
        }
        return json.bytes
    }

    /// The registry as `vigie tags import` reads it.
    func registry() -> [UInt8] {
        var text = "tag,trackable,kind,name,category,assigned_unit,model,serial\n"
        for tag in tags { text += "\(tag),\(tag),\(kind),,,,,\n" }
        return Array(text.utf8)
    }

    /// The truth as NDJSON, in the words of the track (DESIGN 5.5).
    func truthLines(site: SiteDraft) -> [UInt8] {
        var json = JSONWriter()
        for point in truth {
            json.object {
                $0.member("at", Instant(milliseconds: point.at))
                $0.member("trackable", tags[point.tag])
                $0.member("tag", tags[point.tag])
                $0.member("unit", point.unit)
                $0.member("level", site.storeys[point.storey].id)
                $0.member("x", point.point.xMetres, decimals: 3)
                $0.member("y", point.point.yMetres, decimals: 3)
            }
            json.newline()
        }
        return json.bytes
    }
}

/// What goes wrong with a recording, by a seed.
extension Recording {
    /// The same without what one reader heard.
    func withoutReader(_ reader: Int) -> Recording {
        var copy = self
        copy.readings.removeAll { $0.reader == reader }
        return copy
    }

    /// The same with a tag that sends more or less.
    func withTagOffset(decibels: Double) -> Recording {
        var copy = self
        for index in copy.readings.indices { copy.readings[index].rssiDBm += decibels }
        return copy
    }

    /// The same with a share of the reads replaced by any power between −95 and −40 dBm.
    func withOutliers(share: Double, seed: UInt64) -> Recording {
        var random = SeededRandom(seed: seed, stream: 71)
        var copy = self
        for index in copy.readings.indices where random.chance(share) {
            copy.readings[index].rssiDBm = random.uniform(-95 ... -40).rounded()
        }
        return copy
    }
}
