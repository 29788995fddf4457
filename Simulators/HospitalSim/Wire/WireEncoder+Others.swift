internal import Model

/// RFID readers and positioning engines.
extension WireEncoder {
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

    /// Zebra IoT Connector on a fixed reader: whole dBm, a date whose offset has no colon, a count of events.
    mutating func zebra(_ read: SimRead, at: Instant, line: inout ReaderLine) -> Delivery {
        let reader = Int(read.reader)
        line.sequence += 1
        json.removeAll()
        json.object {
            $0.object("data") {
                $0.member("antenna", 1)
                $0.member("channel", 866.3, decimals: 1)
                $0.member("eventNum", line.sequence)
                $0.member("format", "epc")
                $0.member("hostName", hospital.readers[reader].id)
                $0.member("idHex", EPC.hex(trackables[Int(read.tag)].tag.epc).lowercased())
                $0.member("peakRssi", Int(read.rssiDBm.rounded()))
                $0.member("reads", 1)
            }
            $0.member("timestamp", WireEncoder.zebraDate(at))
            $0.member("type", "SIMPLE")
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: 1)
    }

    static func zebraDate(_ at: Instant) -> String { at.rfc3339.dropLast() + "+0000" }

    /// Quuppa's engine as its REST interface answers: positions in metres of the level, no power.
    mutating func quuppa(_ reads: [StampedRead], reader: Int, at: Instant) -> Delivery {
        let site = hospital.readers[reader]
        json.removeAll()
        json.object {
            $0.member("code", 0)
            $0.member("status", "Ok")
            $0.member("responseTS", Int(at.milliseconds))
            $0.array("tags") { json in
                for (read, readAt) in reads {
                    let place = read.place ?? site.position
                    json.object {
                        $0.member("tagId", trackables[Int(read.tag)].tag.mac)
                        $0.member("locationType", "position")
                        $0.member("locationMovementStatus", "noData")
                        $0.member("locationRadius", WireEncoder.quuppaRadiusMetres, decimals: 2)
                        $0.array("location") {
                            $0.number(place.x, decimals: 2)
                            $0.number(place.y, decimals: 2)
                            $0.number(1, decimals: 1)
                        }
                        $0.member("locationTS", Int(readAt.milliseconds))
                        $0.member("locationCoordSysId", hospital.levels[site.level].id)
                    }
                }
            }
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: reads.count)
    }

    /// How far the engine says that its positions may be off.
    static let quuppaRadiusMetres = 0.5
}
