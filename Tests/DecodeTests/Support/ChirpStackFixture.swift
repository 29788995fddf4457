/// Invented uplinks of a LoRaWAN device, as ChirpStack v4 publishes them.
enum ChirpStackFixture {
    static let device = "70b3d5a1b2c3d4e5"
    static let topic = "application/9f2f4f0e-0000-4000-8000-00000000000a/device/70b3d5a1b2c3d4e5/event/up"
    static let oneGateway = #"[{"gatewayId":"aa555a0000000101","uplinkId":7,"rssi":-97,"snr":6.2}]"#

    /// An uplink that carries bytes given in hex.
    static func uplink(
        port: Int, hex: String, gateways: String = oneGateway, more: String = #","fCnt":12"#,
        time: String = "2026-11-21T22:34:50.775023242+00:00"
    ) -> String {
        """
        {"deduplicationId":"5f1f0c9e-0000-4000-8000-000000000001","time":"\(time)","deviceInfo":{"tenantName":"north",\
        "deviceName":"wheelchair","devEui":"\(device)","tags":{}},"devAddr":"01ab23cd","dr":5,"fPort":\(port),\
        "data":"\(base64(hex))","rxInfo":\(gateways),"txInfo":{"frequency":868100000}\(more)}
        """
    }

    static func base64(_ hex: String) -> String {
        let digits = hex.compactMap { UInt8(String($0), radix: 16) }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for index in 0..<3 { bits = bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0) }
            for index in 0..<4 {
                text.append(index <= group.count ? letters[Int(bits >> (18 - 6 * UInt32(index))) & 63] : "=")
            }
        }
        return text
    }
}
