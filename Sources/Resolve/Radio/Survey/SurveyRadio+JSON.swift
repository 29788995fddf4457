import Model
public import SiteMap

extension SurveyRadio {
    /// The name and version of the file's format.
    public static let schema = "vigie.radio-map/1"

    /// The map as compact JSON; readers, levels and units by their ids, so that the file outlives a
    /// new order of the site's features.
    ///
    /// `{"schema":…,"kernel":{"length_m","signal_db","nugget_db","across_units"},"readers":[{"reader","p0_dbm",
    /// "exponent","wall_db","floor_db","read_db","half_heard_dbm","places":[[level,x,y,unit,mean,variance],…]}]}`;
    /// `level` and `unit` are indices into the file's own lists `levels` and `units` of ids, unit −1 for none.
    /// - Complexity: O(n) in the places.
    public func json(_ map: SiteMap) -> [UInt8] {
        var units: [Int: Int] = [:]
        var names: [String] = []
        for place in readers.lazy.flatMap(\.places) where place.unit >= 0 && units[place.unit] == nil {
            guard map.units.indices.contains(place.unit) else { continue }
            units[place.unit] = names.count
            names.append(map.units[place.unit].id.rawValue)
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", SurveyRadio.schema)
            json.object("kernel") {
                $0.member("length_m", kernel.lengthMetres, decimals: 3)
                $0.member("signal_db", kernel.signalDB, decimals: 3)
                $0.member("nugget_db", kernel.nuggetDB, decimals: 3)
                $0.member("across_units", kernel.acrossUnits, decimals: 3)
            }
            json.array("levels") { for level in map.levels { $0.string(level.id.rawValue) } }
            json.array("units") { for name in names { $0.string(name) } }
            json.array("readers") { json in
                for (index, reader) in readers.enumerated() {
                    write(reader, id: map.readers[index].id.rawValue, units: units, &json)
                }
            }
        }
        json.newline()
        return json.bytes
    }

    private func write(_ reader: Reader, id: String, units: [Int: Int], _ json: inout JSONWriter) {
        json.object { json in
            json.member("reader", id)
            json.member("p0_dbm", reader.pathLoss.powerAtOneMetreDBm, decimals: 3)
            json.member("exponent", reader.pathLoss.exponent, decimals: 4)
            json.member("wall_db", reader.pathLoss.wallLossDB, decimals: 3)
            json.member("floor_db", reader.pathLoss.floorLossDB, decimals: 3)
            json.member("read_db", reader.readDB, decimals: 3)
            json.member("half_heard_dbm", reader.halfHeardDBm, decimals: 1)
            json.array("places") { json in
                for place in reader.places {
                    json.array {
                        $0.integer(place.level)
                        $0.number(place.xMetres, decimals: 3)
                        $0.number(place.yMetres, decimals: 3)
                        $0.integer(units[place.unit] ?? -1)
                        $0.number(place.meanDBm, decimals: 3)
                        $0.number(place.variance, decimals: 3)
                    }
                }
            }
        }
    }
}
