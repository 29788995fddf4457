internal import Model

extension WireEncoder {
    /// What a reader says when it heard nothing for a while.
    mutating func heartbeat(_ dialect: SimDialect, reader: Int, at: Instant) -> Delivery {
        let id = hospital.readers[reader].id
        let uptime = at.milliseconds / 1000 % 1_000_000
        switch dialect {
        case .native: return plain("[]", topic: topics[reader], reader: reader)
        case .impinj: return plain("[]", topic: id, reader: reader)
        case .minew: return minew([], reader: reader, at: at)
        case .minewBinary: return minewBinary([], reader: reader)
        case .moko: return moko([], reader: reader)
        case .quuppa: return quuppa([], reader: reader, at: at)
        case .espresense:
            return plain(
                "{\"ip\":\"192.0.2.1\",\"uptime\":\(uptime),\"rssi\":-60}",
                topic: "\(topics[reader])/telemetry", reader: reader)
        case .openMQTTGateway:
            return plain(
                "{\"uptime\":\(uptime),\"version\":\"v1.8.1\",\"freemem\":120000,\"rssi\":-60}",
                topic: "home/\(id)/SYStoMQTT", reader: reader)
        case .cassia:
            let address = WireEncoder.address(id)
            return plain(
                "{\"id\":\"1\",\"action\":\"heartbeat\",\"timestamp\":\(at.milliseconds),"
                    + "\"gateway\":\"\(address)\",\"data\":{}}",
                topic: "up/\(address)/heartbeat", reader: reader)
        case .zebra:
            return plain(
                "{\"component\":\"RG\",\"data\":{\"hostName\":\"\(id)\"},\"eventNum\":\(uptime),"
                    + "\"timestamp\":\"\(WireEncoder.zebraDate(at))\",\"type\":\"heartbeat\"}",
                topic: "zebra/\(id)/mevents", reader: reader)
        }
    }

    /// Online at the start, offline by will; nil for dialects that have no such message.
    func status(_ dialect: SimDialect, reader: Int, isOnline: Bool) -> Delivery? {
        let id = hospital.readers[reader].id
        let word = isOnline ? "online" : "offline"
        var delivery: Delivery
        switch dialect {
        case .espresense: delivery = plain(word, topic: "\(topics[reader])/status", reader: reader)
        case .openMQTTGateway: delivery = plain(word, topic: "home/\(id)/LWT", reader: reader)
        case .impinj: delivery = plain(isOnline ? "connected" : "connection lost", topic: id, reader: reader)
        case .native, .minew, .minewBinary, .moko, .cassia, .zebra, .quuppa: return nil
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
