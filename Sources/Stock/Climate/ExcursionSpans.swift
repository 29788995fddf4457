public import Model

/// Times at which a place was outside its limits, from what its sensor measured.
public enum ExcursionSpans {
    /// One of them.
    public struct Span: Hashable, Sendable {
        public var from: Instant
        public var to: Instant
        /// The lowest and the highest that were measured in it.
        public var celsius: ClosedRange<Double>
    }

    /// The spans in a run of slots.
    ///
    /// A span begins with the first slot that is outside and ends where the next one begins that is wholly inside: a
    /// sensor that was silent in between may not have missed anything good. After the last slot nothing is known. A
    /// shorter span than tolerated is none.
    ///
    /// - Parameter slots: by number, each once.
    /// - Complexity: O(n).
    public static func of(_ slots: [TemperatureSlot], _ sensor: TemperatureSensor) -> [Span] {
        var spans: [Span] = []
        var open: Span?
        for slot in slots {
            if isInside(slot, sensor) {
                if var span = open {
                    span.to = slot.start
                    spans.append(span)
                }
                open = nil
            } else if let span = open {
                let low = min(span.celsius.lowerBound, slot.celsius.lowerBound)
                let high = max(span.celsius.upperBound, slot.celsius.upperBound)
                open = Span(from: span.from, to: slot.end, celsius: low...high)
            } else {
                open = Span(from: slot.start, to: slot.end, celsius: slot.celsius)
            }
        }
        if let open { spans.append(open) }
        let tolerated = Int64(sensor.toleratedMinutes) * 60_000
        return spans.filter { $0.to.milliseconds - $0.from.milliseconds > tolerated }
    }

    /// Whether all of a slot is within a place's limits.
    public static func isInside(_ slot: TemperatureSlot, _ sensor: TemperatureSensor) -> Bool {
        slot.celsius.lowerBound >= sensor.celsius.lowerBound && slot.celsius.upperBound <= sensor.celsius.upperBound
    }

    /// The excursion that a span is. It counts from the moment at which it was longer than tolerated, whenever its
    /// readings came: the same readings in any order set the same lots aside at the same time.
    public static func excursion(_ span: Span, of sensor: TemperatureSensor) -> Excursion {
        let id = FactHash.short(
            "T", sensor.place.rawValue, sensor.tag.rawValue, "\(span.from.milliseconds)")
        return Excursion(
            id: id, place: sensor.place, from: span.from, to: span.to, celsius: span.celsius,
            recordedAt: span.from.advanced(byMilliseconds: Int64(sensor.toleratedMinutes) * 60_000))
    }
}
