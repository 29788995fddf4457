/// Which dialect a JSON text is of, by its shape alone.
enum ShapeRecogniser {
    /// - Impinj: `[]` (its keep-alive), or an object or a first element with `tagInventoryEvent` or `eventType`.
    /// - Minew: an array whose first element is of type `Gateway`.
    /// - ESPresense: an object with `id`, `mac` and `rssi@1m`; other gateways have `id` and `rssi` too.
    /// - Native: an object or a first element with `tag`, and `rssi`, `x`, `lon`, `at` or `seq` beside it.
    static func recognise(_ document: JSONDocument) -> Dialect? {
        var value = document.root
        let isArray = document.kind(value) == .array
        if isArray {
            guard document.count(value) > 0 else { return .impinj }
            value = document.first(value)
        }
        guard document.kind(value) == .object else { return nil }
        func has(_ key: StaticString) -> Bool { document.member(value, key) != nil }
        if has("tagInventoryEvent") || has("eventType") { return .impinj }
        if isArray, MinewDialect.isGateway(document, value) { return .minew }
        if has("tag"), has("rssi") || has("x") || has("lon") || has("at") || has("seq") { return .native }
        if !isArray, has("id"), has("mac"), has("rssi@1m") { return .espresense }
        return nil
    }
}
