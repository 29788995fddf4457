internal import Model
internal import SimKit
internal import SiteMap

extension SiteDraft {
    /// The data sets do not say where on earth they are: any place will do, as all distances are local.
    private static let frame = LocalFrame(originLongitude: 2, originLatitude: 48)

    /// Writes the site as an IMDF folder with readers (DESIGN 5.4); the folder exists.
    func write(to folder: String) throws {
        for file in files() {
            try TemporaryFolder.write(String(decoding: file.bytes, as: UTF8.self), to: folder + "/" + file.name)
        }
    }

    /// The folder's files.
    func files() -> [(name: String, bytes: [UInt8])] {
        [
            ("manifest.json", manifest()), ("venue.geojson", collection(venue)),
            ("building.geojson", collection(building)), ("level.geojson", collection(levels)),
            ("unit.geojson", collection(units)), ("opening.geojson", collection(openings)),
            ("readers.geojson", collection(readers)),
            ("site.yaml", Array("site: \(id)\ntime_zone: UTC\n".utf8)),
        ]
    }

    private func manifest() -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.member("version", "1.0.0")
            $0.member("created", "2026-01-05T08:00:00Z")
            $0.member("language", "en")
        }
        json.newline()
        return json.bytes
    }

    private func collection(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.member("type", "FeatureCollection")
            $0.array("features", body)
        }
        json.newline()
        return json.bytes
    }

    private func feature(
        _ json: inout JSONWriter, id: String, type: String, geometry: ((inout JSONWriter) -> Void)?,
        properties: (inout JSONWriter) -> Void
    ) {
        json.object {
            $0.member("id", id)
            $0.member("type", "Feature")
            $0.member("feature_type", type)
            if let geometry { $0.object("geometry", geometry) } else { $0.null("geometry") }
            $0.object("properties", properties)
        }
    }

    private func position(_ json: inout JSONWriter, _ point: Point) {
        let degrees = SiteDraft.frame.longitudeLatitude(of: point)
        json.array {
            $0.number(degrees.longitude, decimals: 9)
            $0.number(degrees.latitude, decimals: 9)
        }
    }

    private func polygon(_ json: inout JSONWriter, _ rings: [[Point]]) {
        json.member("type", "Polygon")
        json.array("coordinates") { json in
            for ring in rings {
                json.array { json in
                    for point in ring + ring.prefix(1) { position(&json, point) }
                }
            }
        }
    }

    private func name(_ json: inout JSONWriter, _ text: String) { json.object("name") { $0.member("en", text) } }

    private func venue(_ json: inout JSONWriter) {
        let outline = storeys.first?.outline ?? []
        feature(&json, id: "venue", type: "venue", geometry: { polygon(&$0, [outline]) }) {
            $0.member("category", "healthcarefacility")
            name(&$0, id)
        }
    }

    private func building(_ json: inout JSONWriter) {
        feature(&json, id: "building", type: "building", geometry: nil) {
            $0.member("category", "unspecified")
            name(&$0, id)
        }
    }

    private func levels(_ json: inout JSONWriter) {
        for storey in storeys {
            feature(&json, id: storey.id, type: "level", geometry: { polygon(&$0, [storey.outline]) }) {
                $0.member("category", "unspecified")
                $0.member("outdoor", false)
                $0.member("ordinal", storey.ordinal)
                name(&$0, storey.name)
                $0.array("building_ids") { $0.string("building") }
            }
        }
    }

    private func units(_ json: inout JSONWriter) {
        for room in rooms {
            feature(&json, id: room.id, type: "unit", geometry: { polygon(&$0, [room.outline] + room.holes) }) {
                $0.member("category", room.category)
                name(&$0, room.name)
                $0.member("level_id", storeys[room.storey].id)
            }
        }
    }

    private func openings(_ json: inout JSONWriter) {
        for door in doors {
            let line: (inout JSONWriter) -> Void = {
                $0.member("type", "LineString")
                $0.array("coordinates") {
                    position(&$0, door.from)
                    position(&$0, door.to)
                }
            }
            feature(&json, id: door.id, type: "opening", geometry: line) {
                $0.member("category", "pedestrian")
                $0.member("level_id", storeys[door.storey].id)
            }
        }
    }

    private func readers(_ json: inout JSONWriter) {
        for receiver in receivers {
            let place: (inout JSONWriter) -> Void = {
                $0.member("type", "Point")
                let degrees = SiteDraft.frame.longitudeLatitude(of: receiver.point)
                $0.array("coordinates") {
                    $0.number(degrees.longitude, decimals: 9)
                    $0.number(degrees.latitude, decimals: 9)
                }
            }
            json.object {
                $0.member("type", "Feature")
                $0.object("geometry", place)
                $0.object("properties") {
                    $0.member("reader_id", receiver.id)
                    $0.member("level_id", storeys[receiver.storey].id)
                    $0.member("kind", "ble")
                    $0.member("height_m", receiver.heightMetres, decimals: 2)
                    $0.member("offset_db", 0, decimals: 1)
                    $0.member("cadence_s", receiver.cadenceSeconds, decimals: 2)
                }
            }
        }
    }
}
