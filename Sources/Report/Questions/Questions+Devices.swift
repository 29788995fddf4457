public import Model
import Store
import Watch

/// Which serial numbers a recall means.
public struct SerialChoice: Sendable {
    /// Exactly these; empty for any.
    public var serials: [String]
    /// From and to, both included, in the order of ``SerialOrder``; nil for no end.
    public var from: String?
    public var to: String?

    public init(serials: [String] = [], from: String? = nil, to: String? = nil) {
        self.serials = serials
        self.from = from
        self.to = to
    }

    func holds(_ serial: String) -> Bool {
        if !serials.isEmpty, !serials.contains(where: { $0.lowercased() == serial.lowercased() }) { return false }
        guard from != nil || to != nil else { return true }
        guard !serial.isEmpty else { return false }
        if let from, SerialOrder.isBefore(serial, from) { return false }
        if let to, SerialOrder.isBefore(to, serial) { return false }
        return true
    }
}

extension Questions {
    /// Devices with their statuses and places.
    ///
    /// - Parameters:
    ///   - what: as a person types it; nil for all.
    ///   - status: only these.
    ///   - at: a past instant; nil for now.
    /// - Complexity: O(trackables · log stays).
    public func devices(
        _ what: String?, status: EquipmentStatus? = nil, _ judge: StatusJudge, at instant: Instant? = nil, limit: Int
    ) throws -> DevicesAnswer {
        try together {
            let wanted = try what.map { text in
                Set(try reader.trackables(matching: text, limit: Int(Int32.max)).map(\.trackable.track))
            }
            var views = try views(judge, at: instant).filter { wanted?.contains($0.track) ?? true }.map(\.view)
            let counts = Self.counts(views)
            if let status { views = views.filter { $0.status?.status == status } }
            return DevicesAnswer(
                scope: try scope(), question: .list, query: what ?? "", at: instant,
                devices: Array(views.prefix(limit)), counts: counts, placements: [:], hasMore: views.count > limit)
        }
    }

    /// The devices of a model, or some serial numbers of it, with where they are: for a manufacturer's recall.
    public func recall(model: String?, _ serials: SerialChoice, _ judge: StatusJudge) throws -> DevicesAnswer {
        try together {
            let views = try views(judge, at: nil).map(\.view).filter { view in
                model.map { $0.lowercased() == view.model.lowercased() } ?? true && serials.holds(view.serial)
            }
            return DevicesAnswer(
                scope: try scope(), question: .recall, query: model ?? serials.serials.joined(separator: " "),
                at: nil, devices: views, counts: Self.counts(views), placements: [:], hasMore: false)
        }
    }

    /// Whether devices are where they belong: against their assigned unit.
    ///
    /// - Parameter showsAll: those that are in their place too.
    public func audit(
        _ what: String?, _ judge: StatusJudge, at instant: Instant? = nil, showsAll: Bool = false, limit: Int
    ) throws -> DevicesAnswer {
        try together {
            let wanted = try what.map { text in
                Set(try reader.trackables(matching: text, limit: Int(Int32.max)).map(\.trackable.track))
            }
            let views = try views(judge, at: instant).filter { wanted?.contains($0.track) ?? true }.map(\.view)
            var placements: [DeviceView.Placement: Int] = [:]
            for view in views { placements[view.placement, default: 0] += 1 }
            let shown = views.filter { showsAll || ($0.placement != .right && $0.placement != .none) }
            return DevicesAnswer(
                scope: try scope(), question: .audit, query: what ?? "", at: instant,
                devices: Array(shown.prefix(limit)), counts: [:], placements: placements,
                hasMore: shown.count > limit)
        }
    }

    /// The statuses of one device over a span.
    ///
    /// - Throws: ``NothingFound`` for an unknown device; ``VigieError`` `badData` when the text means several.
    public func deviceHistory(
        _ what: String, from: Instant, to asked: Instant, _ judge: StatusJudge
    ) throws -> DeviceHistoryAnswer {
        try together {
            let scope = try scope()
            let device = try device(what)
            let to = max(from, min(asked, scope.now))
            let fleet = try fleet(from: from, to: to, judge)
            let spans = fleet.devices.first { $0.row.track == device.track }.map(fleet.spans) ?? []
            return DeviceHistoryAnswer(
                scope: scope, trackable: TrackableName(device), from: from, to: to,
                spans: spans.map { span in
                    DeviceHistoryAnswer.Span(
                        status: fleet.judged(span, of: device.track), from: Instant(milliseconds: span.from),
                        to: Instant(milliseconds: span.to),
                        unit: span.unit.flatMap { fleet.units[$0] }.map(UnitPlace.init))
                })
        }
    }

    /// The one device that a text means.
    func device(_ what: String) throws -> TrackableRow {
        let found = try reader.trackables(matching: what, limit: 6).filter { $0.trackable.kind == .equipment }
        guard let first = found.first else {
            throw NothingFound(
                "the registry has no device '\(Printable.clean(what))'", hint: "'vigie devices list' shows them")
        }
        guard found.count == 1 else { throw Self.several(what, found, place: "DEVICE") }
        return first.trackable
    }

    private static func counts(_ views: [DeviceView]) -> [EquipmentStatus: Int] {
        var counts: [EquipmentStatus: Int] = [:]
        for view in views {
            if let status = view.status?.status { counts[status, default: 0] += 1 }
        }
        return counts
    }

    /// Every device as it is now or was at a past instant, by id.
    func views(_ judge: StatusJudge, at instant: Instant?) throws -> [(track: TrackKey, view: DeviceView)] {
        let now = try scope().now
        let at = instant ?? now
        let fleet = try fleet(from: at, to: at.advanced(byMilliseconds: 1), judge)
        var homes = HomeFinder(units: Array(fleet.units.values))
        return fleet.devices.map { device in
            let status = Self.status(of: device, in: fleet, isNow: instant == nil)
            var unit = fleet.spans(device).last?.unit.flatMap { fleet.units[$0] }
            var isKnown = unit != nil && status.map { $0.status != .lost && $0.status != .cannotTell } ?? false
            var heardAt = device.evidence.heardUntil.map { min(Instant(milliseconds: $0), at) }
            if let silence = device.evidence.silences.first(where: { $0.contains(at.milliseconds) }) {
                heardAt = Instant(milliseconds: silence.lowerBound)
                isKnown = false
            }
            if instant == nil {
                unit = device.current?.unit
                let state = device.current?.state(now: now)
                isKnown = unit != nil && (state == .live || state == .stale)
            } else if status == nil {
                heardAt = nil
            }
            let home = homes.unit(device.row.assignedUnit)
            return (
                device.row.track,
                DeviceView(
                    trackable: TrackableName(device.row), model: device.row.model, serial: device.row.serial,
                    assignedUnit: device.row.assignedUnit, home: home.map(UnitPlace.init),
                    facts: fleet.records.facts[device.row.track],
                    status: status, unit: unit.map(UnitPlace.init), heardAt: heardAt, isPlaceKnown: isKnown,
                    placement: HomeFinder.placement(unit, home: home, isKnown: isKnown))
            )
        }
    }
}

/// The units that the registry's words mean, looked up once each.
struct HomeFinder {
    private let units: [UnitRow]
    private var known: [String: UnitRow?] = [:]

    init(units: [UnitRow]) {
        self.units = units
    }

    /// Nil for no word, and for one that no or more than one unit of the site has.
    mutating func unit(_ text: String) -> UnitRow? {
        guard !text.isEmpty else { return nil }
        if let found = known[text] { return found }
        let found = Questions.units(named: text, in: units)
        known[text] = .some(found.count == 1 ? found[0] : nil)
        return found.count == 1 ? found[0] : nil
    }

    static func placement(_ unit: UnitRow?, home: UnitRow?, isKnown: Bool) -> DeviceView.Placement {
        guard let home else { return .none }
        guard isKnown, let unit else { return .unknown }
        if unit.key == home.key { return .right }
        return unit.level.key == home.level.key ? .near : .wrong
    }
}

/// Serial numbers in the order of people: `SN9` before `SN10`.
enum SerialOrder {
    static func isBefore(_ left: String, _ right: String) -> Bool {
        var (left, right) = (Array(left.lowercased().utf8)[...], Array(right.lowercased().utf8)[...])
        while let first = left.first, let second = right.first {
            if isDigit(first), isDigit(second) {
                let (one, two) = (number(&left), number(&right))
                if one != two {
                    return one.count != two.count ? one.count < two.count : one.lexicographicallyPrecedes(two)
                }
            } else {
                if first != second { return first < second }
                left.removeFirst()
                right.removeFirst()
            }
        }
        return left.isEmpty && !right.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The digits that it begins with, without leading zeros; takes them off.
    private static func number(_ text: inout ArraySlice<UInt8>) -> [UInt8] {
        let digits = text.prefix(while: isDigit)
        text = text.dropFirst(digits.count)
        return Array(digits.drop { $0 == 0x30 })
    }
}
