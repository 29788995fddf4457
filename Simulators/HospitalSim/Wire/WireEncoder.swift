internal import Model
internal import SimKit

/// Writes reads in the true shape of each dialect.
///
/// Facts about the shapes: vendors' documents and published captures; units and types as they are there (Impinj's
/// power in hundredths of a dBm, its EPC in URL-safe base64; Minew's array with the gateway first; ESPresense
/// without any time).
struct WireEncoder {
    let hospital: Hospital
    let trackables: [SimTrackable]
    private var json = JSONWriter()
    private let topics: [String]

    init(_ hospital: Hospital, _ trackables: [SimTrackable], dialects: [SimDialect?]) {
        self.hospital = hospital
        self.trackables = trackables
        topics = hospital.readers.indices.map { index in
            let id = hospital.readers[index].id
            switch dialects[index] {
            case .native: return "vigie/v1/\(hospital.siteID)/observations/\(id)"
            case .espresense: return "espresense/rooms/\(id)"
            case .impinj: return "impinj/\(id)/events"
            case .minew: return "minew/\(id)/status"
            case nil: return ""
            }
        }
    }

    /// One or more reads as one native message; each read counts on its own.
    mutating func native(_ reads: [(read: SimRead, at: Instant)], reader: Int, line: inout ReaderLine) -> Delivery {
        json.removeAll()
        if reads.count == 1 {
            nativeRead(reads[0].read, reads[0].at, line: &line)
        } else {
            var next = line.sequence
            json.array { json in
                for (read, at) in reads {
                    next += 1
                    WireEncoder.write(
                        read, at, tag: trackables[Int(read.tag)].tag.canonical, sequence: next, boot: line.boot, &json)
                }
            }
            line.sequence = next
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: reads.count)
    }

    private mutating func nativeRead(_ read: SimRead, _ at: Instant, line: inout ReaderLine) {
        line.sequence += 1
        WireEncoder.write(
            read, at, tag: trackables[Int(read.tag)].tag.canonical, sequence: line.sequence, boot: line.boot, &json)
    }

    private static func write(
        _ read: SimRead, _ at: Instant, tag: String, sequence: Int, boot: String, _ json: inout JSONWriter
    ) {
        json.object {
            $0.member("tag", tag)
            $0.member("at", at)
            $0.member("rssi", Double(read.rssiDBm), decimals: 1)
            $0.member("seq", sequence)
            $0.member("boot", boot)
            if sequence % 50 == 1 { $0.member("battery", 60 + Int(read.tag) % 40) }
        }
    }

    /// ESPresense: one read, no time, the distance by the node's own calibration.
    mutating func espresense(_ read: SimRead) -> Delivery {
        let reader = Int(read.reader)
        let tag = trackables[Int(read.tag)].tag
        json.removeAll()
        let calibration = -59.0 + hospital.readers[reader].offsetDB.rounded()
        let distance = WireEncoder.distance(rssi: Double(read.rssiDBm), calibration: calibration)
        json.object {
            $0.member("mac", tag.mac)
            $0.member("id", tag.espresenseID)
            $0.member("idType", 150)
            $0.member("rssi@1m", calibration, decimals: 0)
            $0.member("rssi", Double(read.rssiDBm), decimals: 2)
            $0.member("distance", distance, decimals: 2)
            $0.member("int", 500 + Int(read.tag) % 500)
        }
        let topic = "espresense/devices/\(tag.espresenseID)/\(hospital.readers[reader].id)"
        return Delivery(topic: topic, payload: json.bytes, reader: reader, reads: 1)
    }

    /// The firmware's log-distance model with its default absorption.
    private static func distance(rssi: Double, calibration: Double) -> Double {
        min(99, RadioMath.power(10, (calibration - rssi) / 35))
    }

    /// Impinj R700: one event; the EPC in URL-safe base64, the power in hundredths.
    mutating func impinj(_ read: SimRead, at: Instant) -> Delivery {
        let reader = Int(read.reader)
        json.removeAll()
        json.object {
            $0.member("timestamp", at)
            $0.member("hostname", hospital.readers[reader].id)
            $0.member("eventType", "tagInventory")
            $0.object("tagInventoryEvent") {
                $0.member("epc", Base64URL.text(trackables[Int(read.tag)].tag.epc))
                $0.member("antennaPort", 1)
                $0.member("peakRssiCdbm", Int((Double(read.rssiDBm) * 100).rounded()))
                $0.member("frequency", 865_700)
                $0.member("transmitPowerCdbm", 3000)
            }
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: 1)
    }

    /// Minew JSON-LONG: the gateway first, then what it heard.
    mutating func minew(_ reads: [(read: SimRead, at: Instant)], reader: Int, at: Instant) -> Delivery {
        json.removeAll()
        json.array { json in
            json.object {
                $0.member("timestamp", at)
                $0.member("type", "Gateway")
                $0.member("mac", hospital.readers[reader].id.uppercased())
                $0.member("gatewayFree", 90)
                $0.member("gatewayLoad", 0.1, decimals: 2)
            }
            for (read, readAt) in reads {
                let tag = trackables[Int(read.tag)].tag
                json.object {
                    $0.member("timestamp", readAt)
                    $0.member("type", "iBeacon")
                    $0.member("mac", tag.mac.uppercased())
                    $0.member("bleName", "")
                    $0.member("ibeaconUuid", tag.uuidUpper)
                    $0.member("ibeaconMajor", tag.major)
                    $0.member("ibeaconMinor", tag.minor)
                    $0.member("rssi", Int(read.rssiDBm.rounded()))
                    $0.member("ibeaconTxPower", -59)
                    $0.member("battery", 0)
                }
            }
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: reads.count)
    }
}

extension WireEncoder {
    /// What a reader says when it heard nothing for a while.
    mutating func heartbeat(_ dialect: SimDialect, reader: Int, at: Instant) -> Delivery {
        switch dialect {
        case .native: return plain("[]", topic: topics[reader], reader: reader)
        case .impinj: return plain("[]", topic: hospital.readers[reader].id, reader: reader)
        case .minew: return minew([], reader: reader, at: at)
        case .espresense:
            return plain(
                "{\"ip\":\"192.0.2.1\",\"uptime\":\(at.milliseconds / 1000 % 1_000_000),\"rssi\":-60}",
                topic: "\(topics[reader])/telemetry", reader: reader)
        }
    }

    /// Online at the start, offline by will; nil for dialects that have no such message.
    func status(_ dialect: SimDialect, reader: Int, isOnline: Bool) -> Delivery? {
        var delivery: Delivery
        switch dialect {
        case .espresense:
            delivery = plain(isOnline ? "online" : "offline", topic: "\(topics[reader])/status", reader: reader)
        case .impinj:
            delivery = plain(
                isOnline ? "connected" : "connection lost", topic: hospital.readers[reader].id, reader: reader)
        case .native, .minew: return nil
        }
        delivery.isRetained = true
        delivery.isJSON = false
        return delivery
    }

    /// Something that is no message: cut short, of another type, or not text at all.
    func malformed(reader: Int, kind: Int) -> Delivery {
        let payloads: [[UInt8]] = [
            Array("{\"tag\":\"ibeacon:cut".utf8), Array("{\"tag\":17,\"rssi\":\"strong\"}".utf8), [],
            Array("{\"tag\":\"a\",\"tag\":\"b\",\"rssi\":-60}".utf8), [0xff, 0xfe, 0x7b],
        ]
        let isRoom = topics[reader].hasPrefix("espresense/")
        return Delivery(
            topic: isRoom ? "espresense/devices/broken/\(hospital.readers[reader].id)" : topics[reader],
            payload: payloads[kind % payloads.count], reader: reader, reads: 0,
            isJSON: [1, 3].contains(kind % payloads.count))
    }

    private func plain(_ text: String, topic: String, reader: Int) -> Delivery {
        Delivery(topic: topic, payload: Array(text.utf8), reader: reader, reads: 0)
    }
}

/// Base64 with the URL-safe alphabet and padding (RFC 4648, part 5).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String { encode(bytes, alphabet) }
    /// The standard alphabet (part 4), for `payload_base64`.
    static func standardText(_ bytes: [UInt8]) -> String { encode(bytes, standard) }

    private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let left = min(3, bytes.count - start)
            var group: UInt32 = 0
            for index in 0..<3 { group = group << 8 | (index < left ? UInt32(bytes[start + index]) : 0) }
            for index in 0..<4 {
                let digit = Int(group >> UInt32(18 - 6 * index) & 63)
                text.append(index <= left ? alphabet[digit] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
