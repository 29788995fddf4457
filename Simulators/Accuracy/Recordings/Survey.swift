internal import Model
internal import SiteMap

/// Labelled reads: what `vigie survey learn` takes (DESIGN 5.5).
struct Survey {
    /// What was heard at one place.
    struct Sample {
        /// Milliseconds since the epoch.
        var at: Int64
        /// Metres in the site's frame; nil when only the unit is known.
        var point: Point?
        var storey: Int
        /// The IMDF id of the unit.
        var unit: String?
        /// Receivers by index, and what they heard in dBm.
        var reads: [(reader: Int, rssiDBm: Double)]
    }

    var tag: String
    var samples: [Sample]

    /// NDJSON, one line per sample.
    func lines(site: SiteDraft) -> [UInt8] {
        var json = JSONWriter()
        for sample in samples {
            json.object {
                $0.member("at", Instant(milliseconds: sample.at))
                $0.member("tag", tag)
                $0.member("unit", sample.unit)
                $0.member("level", site.storeys[sample.storey].id)
                $0.member("x", sample.point?.xMetres, decimals: 3)
                $0.member("y", sample.point?.yMetres, decimals: 3)
                $0.array("reads") { json in
                    for read in sample.reads {
                        json.object {
                            $0.member("reader", site.receivers[read.reader].id)
                            $0.member("rssi", read.rssiDBm, decimals: 2)
                        }
                    }
                }
            }
            json.newline()
        }
        return json.bytes
    }
}
