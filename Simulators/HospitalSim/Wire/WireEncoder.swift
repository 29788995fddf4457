internal import Model
internal import SimKit

/// Writes reads in the true shape of each dialect.
///
/// Facts about the shapes: vendors' documents and published captures; units and types as they are there (Impinj's
/// power in hundredths of a dBm, its EPC in URL-safe base64; Minew's array with the gateway first; ESPresense
/// without any time). Topics are those that each product's documents suggest, where they suggest any.
struct WireEncoder {
    let hospital: Hospital
    let trackables: [SimTrackable]
    /// A batch of more becomes several messages: brokers and daemons have limits (256 KiB here).
    static let readsPerBatchMax = 400
    var json = JSONWriter()
    /// Where each reader's observations go, or what their topics begin with.
    let topics: [String]

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
            case .minewBinary: return "minew/\(id)/raw"
            case .openMQTTGateway: return "home/\(id)/BTtoMQTT"
            case .moko: return "mokosmart/\(id)/send"
            case .cassia: return "up/\(WireEncoder.address(id))/scan"
            case .zebra: return "zebra/\(id)/tevents"
            case .quuppa: return "quuppa/\(hospital.siteID)/tags"
            case nil: return ""
            }
        }
    }

    /// What one reader heard as one message; a dialect that sends each read by itself gets one.
    ///
    /// - Parameter at: when the message is written, by the reader's clock.
    mutating func message(
        _ reads: [StampedRead], _ dialect: SimDialect, reader: Int, at: Instant, line: inout ReaderLine
    ) -> Delivery {
        switch dialect {
        case .native: native(reads, reader: reader, line: &line)
        case .espresense: espresense(reads[0].read)
        case .impinj: impinj(reads[0].read, at: reads[0].at)
        case .minew: minew(reads, reader: reader, at: at)
        case .minewBinary: minewBinary(reads, reader: reader)
        case .openMQTTGateway: openMQTTGateway(reads[0].read)
        case .moko: moko(reads, reader: reader)
        case .cassia: cassia(reads, reader: reader, at: at)
        case .zebra: zebra(reads[0].read, at: reads[0].at, line: &line)
        case .quuppa: quuppa(reads, reader: reader, at: at)
        }
    }

    /// An address as gateways write it, where the reader's identifier is one; else the name in its place.
    static func address(_ id: String) -> String {
        DialectChoice.isMAC(id) ? RadioBytes.colons(id.uppercased()) : id
    }

    /// One or more reads as one native message; each read counts on its own.
    mutating func native(_ reads: [StampedRead], reader: Int, line: inout ReaderLine) -> Delivery {
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
    static func distance(rssi: Double, calibration: Double) -> Double {
        min(99, RadioMath.power(10, (calibration - rssi) / 35))
    }
}
