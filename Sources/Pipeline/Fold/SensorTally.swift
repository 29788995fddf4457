import Model

/// Temperatures of the tags that measure places of stock, since the last drain: lowest and highest in five minutes.
struct SensorTally: Sendable {
    private struct Key: Hashable {
        var sensor: Int32
        var number: Int64
    }

    private var tags: [TagID]
    private var table: ByteTable
    private var slots: [Key: ClosedRange<Double>] = [:]

    init(_ tags: [TagID] = []) {
        self.tags = tags
        table = ByteTable(minimumCapacity: max(16, tags.count))
        for (index, tag) in tags.enumerated() { table.insert(tag.rawValue, Int32(index)) }
    }

    /// The sensors are others now; what was measured so far is kept.
    mutating func follow(_ tags: [TagID]) {
        guard tags != self.tags else { return }
        var fresh = SensorTally(tags)
        for reading in readings {
            let sensor = fresh.table.find(reading.tag.rawValue)
            if sensor >= 0 { fresh.slots[Key(sensor: sensor, number: reading.slot.number)] = reading.slot.celsius }
        }
        self = fresh
    }

    /// Whether a tag is a sensor.
    func knows(_ observation: Observation, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        !tags.isEmpty && table.find(tagOf: observation, in: bytes) >= 0
    }

    /// Takes a temperature, if it is one of a sensor. A retained message tells of nobody knows when.
    mutating func note(_ observation: Observation, in bytes: UnsafeBufferPointer<UInt8>) {
        guard !tags.isEmpty, !observation.temperatureCelsius.isNaN, !observation.flags.contains(.retained) else {
            return
        }
        let sensor = table.find(tagOf: observation, in: bytes)
        guard sensor >= 0 else { return }
        let celsius = TemperatureSlot.hundredths(observation.temperatureCelsius)
        let key = Key(sensor: sensor, number: TemperatureSlot.number(observation.observedAt))
        let known = slots[key] ?? celsius...celsius
        slots[key] = min(known.lowerBound, celsius)...max(known.upperBound, celsius)
    }

    private var readings: [TemperatureReading] {
        slots.map { key, celsius in
            TemperatureReading(tag: tags[Int(key.sensor)], slot: TemperatureSlot(number: key.number, celsius: celsius))
        }.sorted { ($0.tag, $0.slot.number) < ($1.tag, $1.slot.number) }
    }

    /// Moves what was measured into `derivations`.
    mutating func drain(into derivations: inout Derivations) {
        guard !slots.isEmpty else { return }
        derivations.temperatures += readings
        slots.removeAll(keepingCapacity: true)
    }
}
