/// Checks a document and its events against the standard's rules.
struct EPCISCheck {
    private(set) var problems: [EPCISDocument.Problem] = []

    private mutating func tell(_ place: String, _ what: String, _ remedy: String) {
        problems.append(.init(place: place, what: what, remedy: remedy))
    }

    /// What stands around the events.
    mutating func document(_ value: EPCISValue) {
        let types = ["EPCISDocument", "EPCISQueryDocument"]
        if !types.contains(value["type"]?.string ?? "") {
            tell("type", "is no EPCIS document", "Write \"type\": \"EPCISDocument\".")
        }
        if value["@context"] == nil {
            tell("@context", "is missing", "Name the context of EPCIS 2.0, and that of every prefix in use.")
        }
        if value["schemaVersion"]?.string?.hasPrefix("2") != true {
            tell("schemaVersion", "is missing or not 2", "Write \"schemaVersion\": \"2.0\".")
        }
        if value["creationDate"]?.string.flatMap(EPCISTime.instant) == nil {
            tell("creationDate", "is no time", "Write it as 2026-07-22T10:30:00Z.")
        }
        if value["epcisBody"]?.members.isEmpty != false {
            tell("epcisBody", "is missing", "Put the events into epcisBody.eventList.")
        }
    }

    /// One event.
    mutating func event(_ event: EPCISValue, _ path: String) {
        let type = event["type"]?.string ?? ""
        guard let own = Self.fields[type] else {
            return tell(
                path + "type", "is no event of EPCIS 2.0",
                "One of " + Self.fields.keys.sorted().joined(separator: ", ") + ".")
        }
        for member in event.members {
            let isKnown = Self.common.contains(member.name) || own.contains(member.name) || member.name.contains(":")
            let isJSONLD = member.name.hasPrefix("@")
            if !isKnown, !isJSONLD {
                tell(
                    path + member.name, "is no field of this event",
                    "Give fields of your own a prefix and its namespace.")
            }
        }
        times(event, path)
        action(event, type, path)
        what(event, type, path)
        words(event, path)
        quantities(event, path)
        if let ilmd = event["ilmd"] { prefixed(ilmd, path + "ilmd.") }
        if let info = event["certificationInfo"],
            info.strings.isEmpty || info.values.contains(where: { $0.string == nil })
        {
            tell(path + "certificationInfo", "is no address", "Give one address, or a list of them.")
        }
        error(event, path)
        sensors(event, path)
    }

    private mutating func times(_ event: EPCISValue, _ path: String) {
        if event["eventTime"]?.string.flatMap(EPCISTime.instant) == nil {
            tell(path + "eventTime", "is missing or no time", "Write it as 2026-07-22T06:45:00+02:00.")
        }
        if event["eventTimeZoneOffset"]?.string.flatMap({ EPCISTime.offsetMinutes($0.utf8) }) == nil {
            tell(path + "eventTimeZoneOffset", "is missing or no offset", "Write it as +02:00.")
        }
        if let record = event["recordTime"], record.string.flatMap(EPCISTime.instant) == nil {
            tell(path + "recordTime", "is no time", "Write it as 2026-07-22T06:45:00+02:00, or leave it out.")
        }
    }

    private mutating func action(_ event: EPCISValue, _ type: String, _ path: String) {
        if type == "TransformationEvent" { return }
        if !["ADD", "OBSERVE", "DELETE"].contains(event["action"]?.string ?? "") {
            tell(path + "action", "is missing or unknown", "One of ADD, OBSERVE, DELETE.")
        }
    }

    /// What the event is about.
    private mutating func what(_ event: EPCISValue, _ type: String, _ path: String) {
        func has(_ names: String...) -> Bool { names.contains { event[$0] != nil } }
        switch type {
        case "ObjectEvent":
            if !has("epcList", "quantityList", "sensorElementList") {
                tell(path + "epcList", "is missing", "Give epcList or quantityList.")
            }
        case "AggregationEvent":
            if !has("parentID", "childEPCs", "childQuantityList") {
                tell(path + "parentID", "is missing", "Give parentID, and childEPCs or childQuantityList.")
            }
        case "AssociationEvent":
            if !has("parentID") { tell(path + "parentID", "is missing", "Give the parent's id.") }
        case "TransactionEvent":
            if event["bizTransactionList"]?.values.isEmpty != false {
                tell(path + "bizTransactionList", "is missing", "Give the business transaction.")
            }
        default:
            let hasBoth = has("inputEPCList", "inputQuantityList") && has("outputEPCList", "outputQuantityList")
            if !has("transformationID"), !hasBoth {
                tell(path + "inputEPCList", "is missing", "Give inputs and outputs, or a transformationID.")
            }
        }
    }

    /// Words out of the vocabulary; addresses and prefixed names are the users' own.
    private mutating func words(_ event: EPCISValue, _ path: String) {
        word(event["bizStep"], EPCISVocabulary.businessSteps, path + "bizStep")
        word(event["disposition"], EPCISVocabulary.dispositions, path + "disposition")
        for name in ["set", "unset"] {
            for text in event["persistentDisposition"]?[name]?.strings ?? [] {
                word(.text(text), EPCISVocabulary.dispositions, path + "persistentDisposition." + name)
            }
        }
        let lists = [
            ("bizTransactionList", EPCISVocabulary.transactionTypes), ("sourceList", EPCISVocabulary.partyTypes),
            ("destinationList", EPCISVocabulary.partyTypes),
        ]
        for (name, known) in lists {
            for (index, item) in (event[name]?.values ?? []).enumerated() {
                word(item["type"], known, path + "\(name)[\(index)].type")
            }
        }
    }

    private mutating func word(_ value: EPCISValue?, _ known: Set<String>, _ place: String) {
        guard let value else { return }
        guard let text = value.string, text.contains(":") || known.contains(text) else {
            return tell(place, "is no word of the vocabulary", "Use a standard word, or an address of your own.")
        }
    }

    private mutating func quantities(_ event: EPCISValue, _ path: String) {
        for name in ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"] {
            for (index, item) in (event[name]?.values ?? []).enumerated() {
                let place = path + "\(name)[\(index)]."
                if item["epcClass"]?.string == nil { tell(place + "epcClass", "is missing", "Name the class.") }
                if let quantity = item["quantity"], quantity.double == nil {
                    tell(place + "quantity", "is no number", "Write the number without quotes.")
                }
                for member in item.members where !["epcClass", "quantity", "uom"].contains(member.name) {
                    if member.name.contains(":") { continue }
                    tell(place + member.name, "is no field of a quantity", "Use epcClass, quantity and uom.")
                }
            }
        }
    }

    private mutating func prefixed(_ object: EPCISValue, _ path: String) {
        for member in object.members where !member.name.contains(":") && !member.name.hasPrefix("@") {
            tell(
                path + member.name, "has no namespace", "Write it with the prefix of a namespace, as cbvmda:lotNumber.")
        }
    }

    private mutating func error(_ event: EPCISValue, _ path: String) {
        guard let declaration = event["errorDeclaration"] else { return }
        if declaration["declarationTime"]?.string.flatMap(EPCISTime.instant) == nil {
            tell(path + "errorDeclaration.declarationTime", "is missing or no time", "Say when the error was declared.")
        }
    }

    private mutating func sensors(_ event: EPCISValue, _ path: String) {
        for (index, element) in (event["sensorElementList"]?.values ?? []).enumerated() {
            let place = path + "sensorElementList[\(index)]."
            let reports = element["sensorReport"]?.values ?? []
            if reports.isEmpty { tell(place + "sensorReport", "is missing", "Give at least one report.") }
            for (number, report) in reports.enumerated() {
                for name in ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"] {
                    if let value = report[name], value.double == nil {
                        tell(place + "sensorReport[\(number)]." + name, "is no number", "Write it without quotes.")
                    }
                }
            }
        }
    }

    /// Fields that every event may have.
    private static let common: Set<String> = [
        "type", "eventID", "eventTime", "recordTime", "eventTimeZoneOffset", "certificationInfo", "errorDeclaration",
        "bizStep", "disposition", "persistentDisposition", "readPoint", "bizLocation", "bizTransactionList",
        "sourceList", "destinationList", "sensorElementList",
    ]

    /// Those of one kind.
    private static let fields: [String: Set<String>] = [
        "ObjectEvent": ["action", "epcList", "quantityList", "ilmd"],
        "AggregationEvent": ["action", "parentID", "childEPCs", "childQuantityList"],
        "AssociationEvent": ["action", "parentID", "childEPCs", "childQuantityList"],
        "TransactionEvent": ["action", "parentID", "epcList", "quantityList"],
        "TransformationEvent": [
            "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID", "ilmd",
        ],
    ]
}
