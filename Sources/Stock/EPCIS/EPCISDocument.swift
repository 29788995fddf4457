/// A document or an event of EPCIS 2.0 in JSON-LD, taken apart and checked (EPCIS 2.0, the JSON schema).
public struct EPCISDocument: Sendable {
    /// What is wrong: where, what, and what to do.
    public struct Problem: Sendable, Hashable {
        /// `eventList[2].bizStep`.
        public let place: String
        public let what: String
        public let remedy: String
    }

    /// The `@context`; nil when there is none.
    public let context: EPCISValue?
    /// The events, in their order, as they were written.
    public let events: [EPCISValue]
    public let problems: [Problem]

    /// Reads a document, a query's answer, or one event.
    ///
    /// - Complexity: O(n).
    public init(json: [UInt8]) {
        guard let value = EPCISValue(json: json), !value.members.isEmpty else {
            context = nil
            events = []
            problems = [
                Problem(place: "document", what: "is no JSON object", remedy: "Give an EPCIS 2.0 document in JSON-LD.")
            ]
            return
        }
        var check = EPCISCheck()
        context = value["@context"]
        let type = value["type"]?.string ?? ""
        if type.hasSuffix("Event") {
            events = [value]
            check.event(value, "")
        } else {
            check.document(value)
            let body = value["epcisBody"]
            let answer = body?["queryResults"]?["resultsBody"]
            let list = (body?["eventList"] ?? answer?["eventList"])?.values ?? []
            events = list + (body?["event"].map { [$0] } ?? [])
            for (index, event) in events.enumerated() { check.event(event, "eventList[\(index)].") }
        }
        problems = check.problems
    }

    /// Whether nothing is wrong.
    public var isValid: Bool { problems.isEmpty }
}
