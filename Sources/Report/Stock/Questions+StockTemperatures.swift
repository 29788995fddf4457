import Model
import Store

/// How a place of stock is, by one of its sensors.
struct PlaceClimate: Sendable {
    /// After this time without a reading nobody knows, milliseconds.
    static let silentAfterMilliseconds: Int64 = 30 * 60_000

    var row: SensorRow
    /// The span that extremes and mean are of.
    var from: Instant
    var now: Instant

    /// `within`, `outside`, `silent`, or `unheard` when it never said anything.
    var state: String {
        guard let last = row.last else { return "unheard" }
        if now.milliseconds - last.end.milliseconds > Self.silentAfterMilliseconds { return "silent" }
        return isOutside(last) ? "outside" : "within"
    }

    /// The end of its last five minutes, or now while they last; nil when it said nothing.
    var measuredUntil: Instant? { row.last.map { min($0.end, now) } }

    private func isOutside(_ slot: TemperatureSlot) -> Bool {
        slot.celsius.lowerBound < row.sensor.celsius.lowerBound
            || slot.celsius.upperBound > row.sensor.celsius.upperBound
    }

    /// Of its last five minutes the lowest if that is below the limits, else the highest; NaN when it said nothing.
    var latestCelsius: Double {
        guard let last = row.last else { return .nan }
        return last.celsius.lowerBound < row.sensor.celsius.lowerBound
            ? last.celsius.lowerBound : last.celsius.upperBound
    }

    var lowest: Double { row.slots.map(\.celsius.lowerBound).min() ?? .nan }
    var highest: Double { row.slots.map(\.celsius.upperBound).max() ?? .nan }

    /// Of the middles of its slots.
    var meanKinetic: Double {
        MeanKineticTemperature.celsius(row.slots.map { ($0.celsius.lowerBound + $0.celsius.upperBound) / 2 }) ?? .nan
    }

    /// Minutes of the span in excursions.
    var minutesOutside: Int64 {
        row.excursions.reduce(0) { sum, excursion in
            sum + max(0, (min(excursion.to, now).milliseconds - max(excursion.from, from).milliseconds) / 60_000)
        }
    }
}

extension Questions {
    /// Places of stock whose temperature is measured: how each is now, and how it was in the past days.
    ///
    /// - Parameters:
    ///   - place: nil for all.
    ///   - days: of the past, 1 to 366.
    /// - Throws: 65 for other days.
    /// - Complexity: O(sensors + slots of the days).
    public func stockTemperatures(_ place: String? = nil, days: Int = 7) throws -> StockListAnswer {
        guard (1...366).contains(days) else {
            throw VigieError(.badData, "\(days) days cannot be shown", place: "days", remedy: "Give 1 to 366")
        }
        return try together {
            let scope = try scope()
            let rows = try climates(scope, days: days).filter { climate in
                place == nil || climate.row.sensor.place.rawValue == place
            }.map { climate in
                [
                    Cell("place", .text(climate.row.sensor.place.rawValue)),
                    Cell("sensor", .text(climate.row.sensor.tag.rawValue)), Cell("state", .word(climate.state)),
                    Cell("celsius", .decimal(climate.latestCelsius)), Cell("at", .time(climate.measuredUntil)),
                    Cell("celsius_min", .decimal(climate.row.sensor.celsius.lowerBound)),
                    Cell("celsius_max", .decimal(climate.row.sensor.celsius.upperBound)),
                    Cell("lowest", .decimal(climate.lowest)), Cell("highest", .decimal(climate.highest)),
                    Cell("mean_kinetic", .decimal(climate.meanKinetic)),
                    Cell("excursions", .number(Int64(climate.row.excursions.count))),
                    Cell("minutes_outside", .number(climate.minutesOutside)),
                ]
            }
            var answer = StockListAnswer(
                scope: scope, schema: "vigie.stock-temperatures/1", name: "temperatures", rows: Array(rows))
            answer.facts = [Cell("days", .number(Int64(days)))]
            answer.isEmptyFound = place == nil
            return answer
        }
    }

    func climates(_ scope: AnswerScope, days: Int, withSlots: Bool = true) throws(VigieError) -> [PlaceClimate] {
        let from = scope.now.advanced(byMilliseconds: -Int64(days) * 86_400_000)
        return try reader.sensors(from: from, to: scope.now, withSlots: withSlots).map {
            PlaceClimate(row: $0, from: from, now: scope.now)
        }
    }
}
