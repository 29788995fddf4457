public import Model

/// The answer to `contacts WHAT`: who shared a unit with it, and how long.
public struct ContactsAnswer: Answer {
    public static let schema = "vigie.contacts/1"

    public var scope: AnswerScope
    public var trackable: TrackableName
    public var from: Instant
    public var to: Instant
    /// The longest first.
    public var contacts: [Contact]
    /// How many there were before `-n` cut the list.
    public var total: Int
    /// Members of staff who shared a unit with it, counted by unit.
    public var staff: [LocateAnswer.StaffCount]

    /// All time that one trackable shared with the one asked for.
    public struct Contact: Sendable {
        public var trackable: TrackableName
        /// Sure and possible time.
        public var milliseconds: Int64
        public var possibleMilliseconds: Int64
        /// In order of time.
        public var overlaps: [Overlap]
    }

    /// One time in one unit.
    public struct Overlap: Hashable, Sendable {
        public var unit: UnitPlace
        public var from: Instant
        public var to: Instant
        /// False when one of the two was perhaps elsewhere.
        public var isSure: Bool
        /// Both are still there.
        public var isOngoing: Bool
    }

    public init(
        scope: AnswerScope, trackable: TrackableName, from: Instant, to: Instant, contacts: [Contact], total: Int,
        staff: [LocateAnswer.StaffCount]
    ) {
        self.scope = scope
        self.trackable = trackable
        self.from = from
        self.to = to
        self.contacts = contacts
        self.total = total
        self.staff = staff
    }

    public var isFound: Bool { !contacts.isEmpty || !staff.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            trackable.write(&json)
            json.member("from", from)
            json.member("to", to)
            json.member("total", total)
            json.array("contacts") { json in
                for contact in contacts { json.object { contact.write(&$0) } }
            }
            if !staff.isEmpty { json.array("staff") { LocateAnswer.StaffCount.write(staff, &$0) } }
        }
    }

    /// In text, at most so many times of one contact.
    private static let overlapsShown = 5
    private static let millisecondsShown: Int64 = 1000

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        let title = "\(trackable.id.rawValue)  \(trackable.label(language))  \(scope.full(from)) – \(scope.full(to))"
        var text = Tone.heading.paint(Printable.clean(title), style) + "\n"
        guard isFound else { return text + Phrases.noContacts(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.total(language), isRightAligned: true),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.from(language)),
            .init(Phrases.to(language)),
            .init(Phrases.duration(language), isRightAligned: true),
            .init(Phrases.certainty(language)),
        ])
        for contact in contacts { add(contact, to: &table, language) }
        text += table.text(style)
        if total > contacts.count { text += Phrases.andMore(total - contacts.count, language) + "\n" }
        if contacts.contains(where: { $0.possibleMilliseconds > 0 }) {
            for line in Wrapped.lines(Phrases.possibleMeans(language), width: style.widthColumns) {
                text += line + "\n"
            }
        }
        text += LocateAnswer.StaffCount.table(staff, style)
        return text + scope.footer(style)
    }

    private func add(_ contact: Contact, to table: inout TextTable, _ language: Language) {
        let total = Spoken.span(milliseconds: contact.milliseconds, language)
        // The newest times say most; moments are in the JSON only.
        let lasting = contact.overlaps.filter { $0.milliseconds >= Self.millisecondsShown }
        let shown = (lasting.isEmpty ? contact.overlaps : lasting).suffix(Self.overlapsShown)
        let left = lasting.count - shown.count
        for (index, overlap) in shown.enumerated() {
            let isFirst = index == 0
            table.add([
                .init(isFirst ? contact.trackable.id.rawValue : ""),
                .init(isFirst ? contact.trackable.label(language) : ""),
                .init(isFirst ? total : ""), .init(overlap.unit.label), .init(overlap.unit.levelLabel),
                .init(scope.short(overlap.from)),
                .init(overlap.isOngoing ? Phrases.lasting(language) : scope.short(overlap.to)),
                .init(Spoken.span(milliseconds: overlap.milliseconds, language)),
                overlap.isSure ? .init(Phrases.sure(language)) : .init(Phrases.possible(language), .warning),
            ])
        }
        guard left > 0 else { return }
        table.add(["", "", "", .init(Phrases.earlierTimes(left, language)), "", "", "", "", ""])
    }
}

extension ContactsAnswer.Overlap {
    var milliseconds: Int64 { to.milliseconds - from.milliseconds }
}

extension ContactsAnswer.Contact {
    func write(_ json: inout JSONWriter) {
        trackable.write(&json)
        json.member("minutes", Double(milliseconds) / 60_000, decimals: 2)
        json.member("possible_minutes", Double(possibleMilliseconds) / 60_000, decimals: 2)
        json.array("overlaps") { json in
            for overlap in overlaps {
                json.object { json in
                    overlap.unit.write(&json)
                    json.member("from", overlap.from)
                    json.member("to", overlap.to)
                    json.member("minutes", Double(overlap.milliseconds) / 60_000, decimals: 2)
                    json.member("certainty", overlap.isSure ? "sure" : "possible")
                    if overlap.isOngoing { json.member("ongoing", true) }
                }
            }
        }
    }
}
