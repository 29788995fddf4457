import Model

extension SiteLoader {
    mutating func readReaders(_ plan: FloorPlan, grids: [LevelGrid]) -> [Reader] {
        var ids: Set<String> = []
        var readers: [Reader] = []
        for feature in features("readers.geojson", type: nil) {
            guard
                let id = text(
                    feature, "reader_id", remedy: "Give the id that the reader sends, or <reader>/<antenna>",
                    needed: true)
            else { continue }
            let named = RawFeature(
                file: feature.file, number: feature.number, id: id, properties: feature.properties,
                geometry: feature.geometry)
            guard ids.insert(id).inserted else {
                fail(named, "properties.reader_id", "the reader is placed twice", "Keep one of its points")
                continue
            }
            if let reader = reader(named, plan, grids) { readers.append(reader) }
        }
        if readers.isEmpty, files["readers.geojson"] != nil {
            warn(file: "readers.geojson", "no reader", "Add the readers as points")
        }
        return readers
    }

    private mutating func reader(_ feature: RawFeature, _ plan: FloorPlan, _ grids: [LevelGrid]) -> Reader? {
        let kind = readerKind(feature)
        let height = number(feature, "height_m", in: -10...100, default: 2.5)
        let offset = number(feature, "offset_db", in: -100...100, default: 0)
        let cadence = number(feature, "cadence_s", in: 0.001...86_400, default: 1)
        guard let level = level(feature, plan.levelIndices) else { return nil }
        var reader = Reader(
            id: ReaderID(feature.id), kind: kind, level: level, unit: nil, point: nil, heightMetres: height,
            offsetDecibels: offset, cadenceSeconds: cadence)
        guard !feature.geometry.isNull else {
            warn(feature, "geometry", "no geometry; the reader has no place", "Draw its point")
            return reader
        }
        var parser = GeometryParser()
        do {
            let degrees = try parser.place(feature.geometry)
            let point = plan.frame(level: level).point(longitude: degrees.longitude, latitude: degrees.latitude)
            reader.point = point
            reader.unit = grids[level].unit(at: point)
        } catch {
            fail(feature, error.field, error.what, error.remedy)
            return nil
        }
        if reader.unit == nil {
            warn(
                feature, "geometry.coordinates", "in no unit of its level",
                "Check its level and its coordinates; it is used by its place alone")
        }
        return reader
    }

    private mutating func readerKind(_ feature: RawFeature) -> ReaderKind {
        let remedy = "Give one of \(ReaderKind.allCases.map(\.rawValue).joined(separator: ", "))"
        guard let value = feature.properties["kind"], !value.isNull else {
            warn(feature, "properties.kind", "no kind; taken as ble", remedy)
            return .ble
        }
        guard let text = value.text else {
            fail(feature, "properties.kind", "kind is \(value.kind)", remedy)
            return .ble
        }
        guard let kind = ReaderKind(rawValue: text) else {
            warn(feature, "properties.kind", "\(quoted(text)) is no kind of reader; taken as ble", remedy)
            return .ble
        }
        return kind
    }
}
