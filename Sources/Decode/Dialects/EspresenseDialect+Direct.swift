import Model

/// ESPresense sends one small message for every packet that a node hears: hundreds a second in a hospital. Those that
/// are plain are read without a tape.
extension EspresenseDialect {
    /// The keys that nodes write; those that nobody asks for stand here so that their duplicates are told exactly.
    enum Field: UInt8, KeyField {
        // Nobody asks for those before the id.
        case other, mac, name, disc, rssiAtMetre, rxAdjustment, rssiVariance, variance, interval, raw, speed, close
        case id, idType, rssi, distance, battery, temperature, humidity, milliVolts
    }

    /// The values that an observation needs; NaN for those that are not there.
    private struct Values {
        var id: UnsafeBufferPointer<UInt8>?
        var idType = Double.nan
        var rssi = Double.nan
        var distance = Double.nan
        var battery = Double.nan
        var temperature = Double.nan
        var humidity = Double.nan
        var milliVolts = Double.nan

        /// False for a text where there should be none.
        @inline(__always)
        mutating func take(_ text: UnsafeBufferPointer<UInt8>, _ field: Field) -> Bool {
            if field == .id { id = text }
            return field <= .id
        }

        /// False for a number where there should be none, or out of its range.
        @inline(__always)
        mutating func take(_ number: JSONCursor.Number, _ field: Field) -> Bool {
            let number = number.made
            switch field {
            case .idType: return number.put(in: &idType, ifIn: -.infinity ... .infinity)
            case .rssi: return number.put(in: &rssi, ifIn: Limits.rssiDBmRange)
            case .distance: return number.put(in: &distance, ifIn: Limits.distanceMetresRange)
            case .battery: return number.put(in: &battery, ifIn: 0...100)
            case .temperature: return number.put(in: &temperature, ifIn: Limits.temperatureCelsiusRange)
            case .humidity: return number.put(in: &humidity, ifIn: Humidity.sensorRange)
            case .milliVolts: return number.put(in: &milliVolts, ifIn: 0...100_000)
            default: return false
            }
        }
    }

    static func readDirectly(_ text: PaddedText, _ scope: inout MessageScope, _ decoded: inout DecodedBatch) -> Bool {
        guard scope.topicKind == Topic.device.rawValue else { return false }
        let found = scope.state.pointee.espresenseKeys.withEntries { read(text, $0) } ?? nil
        guard let values = found, let id = values.id else { return false }
        let mark = decoded.bytes.count
        let refusal = add(values, id, to: &decoded.observations, &decoded.bytes, scope)
        if let refusal {
            decoded.bytes.removeLast(decoded.bytes.count - mark)
            decoded.refuse(refusal, scope)
        }
        return true
    }

    @inline(__always)
    private static func add(
        _ values: Values, _ id: UnsafeBufferPointer<UInt8>, to observations: inout [Observation],
        _ bytes: inout [UInt8], _ scope: MessageScope
    ) -> Refusal? {
        observations.append(from: scope.state) { (observation) throws(Refusal) in
            scope.begin(&observation)
            let isAddress = try setTag(id, of: &observation, in: &bytes)
            if isAddress, values.idType == randomAddressType { throw Refusal(.randomAddress, "id") }
            guard !values.rssi.isNaN || !values.distance.isNaN else {
                throw Refusal(.missingField, "rssi or distance")
            }
            observation.rssiDBm = Float(values.rssi)
            observation.distanceMetres = Float(values.distance)
            observation.batteryPercent = Float(values.battery)
            observation.temperatureCelsius = Float(values.temperature)
            observation.humidityPercent = Humidity.percent(values.humidity)
            if values.milliVolts > 0 { observation.batteryVolts = Float(values.milliVolts / 1000) }
            try scope.setTime(nil, of: &observation)
        }
    }

    /// The values of a message of one flat object; nil when it is not plain, or anything in it is out of its range.
    @inline(__always)
    private static func read(_ text: PaddedText, _ memory: KeyMemory<Field>.Entries) -> Values? {
        var cursor = JSONCursor(text.start)
        var keys = JSONKeySet()
        var field = Field.other
        var values = Values()
        guard cursor.take(Ascii.openBrace) else { return nil }
        while true {
            guard cursor.key(&field, &keys, memory) else { return nil }
            if cursor.byte == Ascii.quote {
                guard let text = cursor.string(), values.take(text, field) else { return nil }
            } else if cursor.isNumber {
                guard let number = cursor.number(), field < .id || values.take(number, field) else { return nil }
            } else {
                guard let isNull = cursor.literal(), isNull || field < .id else { return nil }
            }
            let separator = cursor.separator()
            if separator == Ascii.comma { continue }
            return separator == Ascii.closeBrace && cursor.at == text.end ? values : nil
        }
    }
}

extension EspresenseDialect.Field {
    static func named(_ key: JSONCursor.Key) -> EspresenseDialect.Field {
        let (field, tail) = field(key.head)
        return tail == key.tail ? field : .other
    }

    @inline(__always)
    private static func field(_ head: UInt64) -> (EspresenseDialect.Field, tail: UInt64) {
        switch head {
        case "mac": (.mac, 0)
        case "id": (.id, 0)
        case "name": (.name, 0)
        case "disc": (.disc, 0)
        case "idType": (.idType, 0)
        case "rssi@1m": (.rssiAtMetre, 0)
        case "rssi": (.rssi, 0)
        case "rxAdj": (.rxAdjustment, 0)
        case "rssiVar": (.rssiVariance, 0)
        case "distance": (.distance, 0)
        case "var": (.variance, 0)
        case "int": (.interval, 0)
        case "raw": (.raw, 0)
        case "speed": (.speed, 0)
        case "close": (.close, 0)
        case "batt": (.battery, 0)
        case "temp": (.temperature, 0)
        case "rh": (.humidity, 0)
        case "mV": (.milliVolts, 0)
        default: (.other, .max)
        }
    }
}
