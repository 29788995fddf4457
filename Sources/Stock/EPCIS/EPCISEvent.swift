public import Model

/// An event of EPCIS 2.0 as Vigie writes it: what, when, where, why, and what was measured.
public struct EPCISEvent: Sendable, Hashable {
    /// The kinds of events, by their names.
    public enum Kind: String, Sendable, CaseIterable {
        case object = "ObjectEvent"
        case aggregation = "AggregationEvent"
        case association = "AssociationEvent"
        case transaction = "TransactionEvent"
        case transformation = "TransformationEvent"
    }

    /// What happened to the things: they began to be, were seen, ceased to be.
    public enum Action: String, Sendable { case add = "ADD", observe = "OBSERVE", delete = "DELETE" }

    /// An amount of a class of things.
    public struct Quantity: Sendable, Hashable {
        public var epcClass: String
        public var units: Int64

        public init(_ epcClass: String, _ units: Int64) {
            self.epcClass = epcClass
            self.units = units
        }
    }

    /// A word with what it stands for: a business transaction, a source, a destination.
    public struct Reference: Sendable, Hashable {
        public var type: String
        public var id: String

        public init(_ type: String, _ id: String) {
            self.type = type
            self.id = id
        }
    }

    /// Degrees over a span of time.
    public struct Temperature: Sendable, Hashable {
        public var from: Instant
        public var to: Instant
        public var device: String
        public var celsiusMin: Double
        public var celsiusMax: Double

        public init(from: Instant, to: Instant, device: String, celsiusMin: Double, celsiusMax: Double) {
            self.from = from
            self.to = to
            self.device = device
            self.celsiusMin = celsiusMin
            self.celsiusMax = celsiusMax
        }
    }

    /// That the event with this id never happened, or was told wrongly.
    public struct ErrorDeclaration: Sendable, Hashable {
        public var declaredAt: Instant
        /// `did_not_occur` or `incorrect_data`.
        public var reason: String

        public init(declaredAt: Instant, reason: String) {
            self.declaredAt = declaredAt
            self.reason = reason
        }
    }

    public var kind: Kind
    public var action: Action?
    public var occurredAt: Instant
    /// The zone's offset from UTC in minutes, where it happened.
    public var offsetMinutes = 0
    public var recordedAt: Instant?
    public var parent: String?
    /// Objects one by one; children of a parent; inputs of a transformation.
    public var epcs: [String] = []
    public var quantities: [Quantity] = []
    /// Outputs of a transformation.
    public var outputEPCs: [String] = []
    public var outputQuantities: [Quantity] = []
    public var businessStep: String?
    public var disposition: String?
    public var readPoint: String?
    public var location: String?
    public var transactions: [Reference] = []
    public var sources: [Reference] = []
    public var destinations: [Reference] = []
    public var temperature: Temperature?
    /// Lot and expiry where a lot is first told.
    public var lot: String?
    public var expiry: CalendarDay?
    public var error: ErrorDeclaration?
    /// Further facts, in Vigie's namespace.
    public var facts: [Reference] = []

    public init(_ kind: Kind, _ action: Action?, occurredAt: Instant) {
        self.kind = kind
        self.action = action
        self.occurredAt = occurredAt
    }
}

extension EPCISEvent {
    /// What facts of Vigie's own are named in.
    public static let namespace = "urn:vigie:epcis:"

    /// Writes the event as an element of a list.
    public func write(_ json: inout JSONWriter, identifier: String?) {
        json.object { json in
            json.member("type", kind.rawValue)
            if let identifier { json.member("eventID", identifier) }
            json.member("eventTime", occurredAt.rfc3339)
            json.member("eventTimeZoneOffset", Self.offset(offsetMinutes))
            if let recordedAt { json.member("recordTime", recordedAt.rfc3339) }
            if let error {
                json.object("errorDeclaration") { json in
                    json.member("declarationTime", error.declaredAt.rfc3339)
                    json.member("reason", error.reason)
                }
            }
            if let action { json.member("action", action.rawValue) }
            writeWhat(&json)
            if let businessStep { json.member("bizStep", businessStep) }
            if let disposition { json.member("disposition", disposition) }
            if let readPoint { json.object("readPoint") { $0.member("id", readPoint) } }
            if let location { json.object("bizLocation") { $0.member("id", location) } }
            write(transactions, "bizTransactionList", "bizTransaction", &json)
            write(sources, "sourceList", "source", &json)
            write(destinations, "destinationList", "destination", &json)
            writeTemperature(&json)
            if lot != nil || expiry != nil {
                json.object("ilmd") { json in
                    if let lot { json.member("cbvmda:lotNumber", lot) }
                    if let expiry { json.member("cbvmda:itemExpirationDate", expiry.description) }
                }
            }
            for fact in facts {
                json.key("vigie:" + fact.type)
                json.string(fact.id)
            }
        }
    }

    private func writeWhat(_ json: inout JSONWriter) {
        if let parent { json.member("parentID", parent) }
        switch kind {
        case .object, .transaction:
            write(epcs, "epcList", &json)
            write(quantities, "quantityList", &json)
        case .aggregation, .association:
            write(epcs, "childEPCs", &json)
            write(quantities, "childQuantityList", &json)
        case .transformation:
            write(epcs, "inputEPCList", &json)
            write(quantities, "inputQuantityList", &json)
            write(outputEPCs, "outputEPCList", &json)
            write(outputQuantities, "outputQuantityList", &json)
        }
    }

    private func write(_ epcs: [String], _ name: StaticString, _ json: inout JSONWriter) {
        guard !epcs.isEmpty else { return }
        json.array(name) { json in for epc in epcs { json.string(epc) } }
    }

    private func write(_ quantities: [Quantity], _ name: StaticString, _ json: inout JSONWriter) {
        guard !quantities.isEmpty else { return }
        json.array(name) { json in
            for quantity in quantities {
                json.object { json in
                    json.member("epcClass", quantity.epcClass)
                    json.member("quantity", Int(quantity.units))
                }
            }
        }
    }

    private func write(
        _ references: [Reference], _ name: StaticString, _ each: StaticString, _ json: inout JSONWriter
    ) {
        guard !references.isEmpty else { return }
        json.array(name) { json in
            for reference in references {
                json.object { json in
                    json.member("type", reference.type)
                    json.member(each, reference.id)
                }
            }
        }
    }

    private func writeTemperature(_ json: inout JSONWriter) {
        guard let temperature else { return }
        json.array("sensorElementList") { json in
            json.object { json in
                json.object("sensorMetadata") { json in
                    json.member("startTime", temperature.from.rfc3339)
                    json.member("endTime", temperature.to.rfc3339)
                    json.member("deviceID", temperature.device)
                }
                json.array("sensorReport") { json in
                    json.object { json in
                        json.member("type", "Temperature")
                        json.member("minValue", temperature.celsiusMin, decimals: 2)
                        json.member("maxValue", temperature.celsiusMax, decimals: 2)
                        json.member("uom", "CEL")
                    }
                }
            }
        }
    }

    /// `+01:00`.
    static func offset(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let size = abs(minutes)
        return (minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60)
    }
}
