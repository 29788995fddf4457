internal import Model

/// Writes messages as `mosquitto_sub -F '%J'` prints them (DESIGN 5.3).
struct CaptureWriter {
    private(set) var bytes: [UInt8] = []

    /// One line; a payload that is no JSON becomes a string, one that is no text base64.
    mutating func line(_ delivery: Delivery, arrival: Instant, qos: Int = 1) -> [UInt8] {
        var json = JSONWriter()
        json.string(delivery.topic)
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: "{\"tst\":\"".utf8)
        arrival.appendRFC3339(to: &bytes)
        bytes.append(contentsOf: "\",\"topic\":".utf8)
        bytes.append(contentsOf: json.bytes)
        bytes.append(contentsOf: ",\"qos\":\(qos),\"retain\":\(delivery.isRetained ? 1 : 0),".utf8)
        if delivery.payload.isEmpty {
            bytes.append(contentsOf: "\"payload\":null".utf8)
        } else if delivery.isJSON {
            bytes.append(contentsOf: "\"payload\":".utf8)
            bytes.append(contentsOf: delivery.payload)
        } else if let text = String(validating: delivery.payload, as: UTF8.self) {
            json.removeAll()
            json.string(text)
            bytes.append(contentsOf: "\"payload\":".utf8)
            bytes.append(contentsOf: json.bytes)
        } else {
            bytes.append(contentsOf: "\"payload_base64\":\"\(Base64URL.standardText(delivery.payload))\"".utf8)
        }
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }
}
