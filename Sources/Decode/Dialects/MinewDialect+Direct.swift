import Model

/// A Minew gateway reports all that it heard in one array, every second or so. Plain ones are read without a tape: all
/// elements first, then, when nothing stands against it, what they mean.
extension MinewDialect {
    /// The keys that gateways write; those that nobody asks for stand here so that their duplicates are told exactly.
    enum Field: UInt8, KeyField {
        // Nobody asks for those before the type.
        case other, bleName, free, load, count
        case type, mac, timestamp, uuid, raw, rssi, battery, temperature, humidity, major, minor, power
    }

    /// What the elements of a message share more often than not.
    private struct Common {
        var minute = MinuteMemory()
        var uuid = UUIDMemory()
    }

    static func readDirectly(_ text: PaddedText, _ scope: inout MessageScope, _ decoded: inout DecodedBatch) -> Bool {
        let isRead = scope.state.pointee.minewKeys.withEntries { memory in
            read(text, memory, &scope.state.pointee.heard)
        }
        guard isRead ?? false, let gateway = scope.state.pointee.heard.first else { return false }
        let address = BLEAddress(gateway.address, .unknown)
        guard (try? scope.setReader(address, in: &decoded)) != nil else { return false }
        let scope = scope
        decoded.health.append(scope.health(.heartbeat, device: gateway.time))
        scope.state.pointee.merge.begin()
        for index in 1..<scope.state.pointee.heard.count {
            let refusal = scope.state.pointee.heard[index].add(to: &decoded.observations, &decoded.bytes, text, scope)
            if let refusal { decoded.refuse(refusal, scope) }
        }
        decoded.finishFrames(scope)
        return true
    }

    /// Reads all elements; false when one is not plain, or anything in it is missing or out of its range.
    private static func read(
        _ text: PaddedText, _ memory: KeyMemory<Field>.Entries, _ heard: inout [HeardElement]
    ) -> Bool {
        heard.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(text.start)
        var common = Common()
        guard cursor.take(Ascii.openBracket) else { return false }
        while true {
            let index = heard.count
            heard.append(HeardElement())
            // The gateway's own element has keys of its own.
            let keys = index == 0 ? memory : memory + KeyMemory<Field>.fieldsMax
            guard read(text, keys, &cursor, &heard[index], &common), heard[index].isComplete(isFirst: index == 0)
            else {
                return false
            }
            let separator = cursor.separator()
            if separator == Ascii.comma, heard.count < Limits.batchElementsMax { continue }
            return separator == Ascii.closeBracket && cursor.at == text.end
        }
    }

    @inline(__always)
    private static func read(
        _ text: PaddedText, _ memory: KeyMemory<Field>.Entries, _ cursor: inout JSONCursor,
        _ element: inout HeardElement, _ common: inout Common
    ) -> Bool {
        var keys = JSONKeySet()
        var field = Field.other
        guard cursor.take(Ascii.openBrace) else { return false }
        while true {
            guard cursor.key(&field, &keys, memory) else { return false }
            if cursor.byte == Ascii.quote {
                guard
                    readFixed(field, &cursor, &element, &common)
                        || readText(text, field, &cursor, &element)
                else { return false }
            } else if cursor.isNumber {
                guard let number = cursor.number(), field <= .type || take(number, field, &element) else {
                    return false
                }
            } else {
                guard let isNull = cursor.literal(), isNull || field <= .type else { return false }
            }
            let separator = cursor.separator()
            if separator == Ascii.comma { continue }
            return separator == Ascii.closeBrace
        }
    }

    /// A text in the form that most gateways give it, which has a length of its own: its digits tell that nothing in
    /// it ends it earlier.
    @inline(__always)
    private static func readFixed(
        _ field: Field, _ cursor: inout JSONCursor, _ element: inout HeardElement, _ common: inout Common
    ) -> Bool {
        switch field {
        case .timestamp:
            guard let text = cursor.quoted(24), let time = common.minute.instant(text) else { return false }
            element.time = time
            cursor.skip(26)
        case .mac:
            guard let text = cursor.quoted(12),
                let address = HexWords.value(HexWords.load(text, at: 0), HexWords.load(text, at: 4))
            else { return false }
            element.address = address
            element.hasAddress = true
            cursor.skip(14)
        case .uuid:
            guard let text = cursor.quoted(32), common.uuid.read(text) else { return false }
            element.uuid = (common.uuid.high, common.uuid.middle)
            element.hasUUID = true
            cursor.skip(34)
        default: return false
        }
        return true
    }

    /// Any other text.
    @inline(__always)
    private static func readText(
        _ payload: PaddedText, _ field: Field, _ cursor: inout JSONCursor, _ element: inout HeardElement
    ) -> Bool {
        guard let text = cursor.string() else { return false }
        switch field {
        case .type: element.isGateway = isText(text, "Gateway")
        case .raw: element.raw = payload.range(text)
        case .timestamp, .mac, .uuid: return element.take(text, field)
        default: return field <= .type
        }
        return true
    }

    /// False for a number where there should be none, or out of its range.
    @inline(__always)
    private static func take(_ number: JSONCursor.Number, _ field: Field, _ element: inout HeardElement) -> Bool {
        let number = number.made
        switch field {
        case .timestamp:
            guard let milliseconds = number.integer, epochMillisecondsRange.contains(milliseconds) else { return false }
            element.time = Instant(milliseconds: milliseconds)
            return true
        case .major: return number.put(in: &element.major, ifIn: 0...65_535)
        case .minor: return number.put(in: &element.minor, ifIn: 0...65_535)
        case .power: return number.put(in: &element.power, ifIn: -128...255)
        case .rssi: return number.put(in: &element.rssi, ifIn: Limits.rssiDBmRange)
        case .battery: return number.put(in: &element.battery, ifIn: 0...100)
        case .temperature: return number.put(in: &element.temperature, ifIn: Limits.temperatureCelsiusRange)
        case .humidity: return number.put(in: &element.humidity, ifIn: Humidity.sensorRange)
        default: return false
        }
    }
}

extension MinewDialect.Field {
    static func named(_ key: JSONCursor.Key) -> MinewDialect.Field {
        let (field, rest) = field(key.head)
        if key.tail == rest { return field }
        // The two names that share their first eight letters.
        return field == .major && key.tail == self.rest(of: "ibeaconMinor") ? .minor : .other
    }

    /// The field whose name begins so, and the rest of its name.
    @inline(__always)
    private static func field(_ head: UInt64) -> (MinewDialect.Field, tail: UInt64) {
        switch head {
        case "timestamp": (.timestamp, rest(of: "timestamp"))
        case "mac": (.mac, 0)
        case "bleName": (.bleName, 0)
        case "rssi": (.rssi, 0)
        case "type": (.type, 0)
        case "ibeaconUuid": (.uuid, rest(of: "ibeaconUuid"))
        case "ibeaconMajor": (.major, rest(of: "ibeaconMajor"))
        case "ibeaconTxPower": (.power, rest(of: "ibeaconTxPower"))
        case "battery": (.battery, 0)
        case "temperature": (.temperature, rest(of: "temperature"))
        case "humidity": (.humidity, 0)
        case "rawData": (.raw, 0)
        case "gatewayFree": (.free, rest(of: "gatewayFree"))
        case "gatewayLoad": (.load, rest(of: "gatewayLoad"))
        case "nums": (.count, 0)
        default: (.other, .max)
        }
    }

    @inline(__always)
    private static func rest(of name: JSONCursor.Key.Name) -> UInt64 { name.tail }
}
