import Model

extension JSONDocument {
    /// Walks an object, or an array of them: what most systems send. An empty array is a heartbeat: the system answers
    /// and has nothing to tell.
    ///
    /// - Throws: `wrongType` for anything else, `tooLarge` for more elements than a message may have.
    func walk(
        _ list: Value, _ scope: MessageScope, _ decoded: inout DecodedBatch,
        each body: (Value, inout DecodedBatch) -> Void
    ) throws(Refusal) {
        guard kind(list) == .object || kind(list) == .array else {
            throw Refusal(.wrongType, "neither an object nor an array")
        }
        try refuseTooMany(list)
        forEach(list) { body($0, &decoded) }
        if isEmptyArray(list) { decoded.health.append(scope.health(.heartbeat)) }
    }
}
