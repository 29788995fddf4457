internal import Model

/// BLE gateways.
extension WireEncoder {
    /// Minew JSON-LONG: the gateway first, then what it heard.
    mutating func minew(_ reads: [StampedRead], reader: Int, at: Instant) -> Delivery {
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

    /// Minew BINARY-LONG: big-endian, one packet per tag, no clock.
    func minewBinary(_ reads: [StampedRead], reader: Int) -> Delivery {
        var body = RadioBytes.bytes(hex: hospital.readers[reader].id) + WireEncoder.bigEndian(reads.count, bytes: 2)
        for (read, _) in reads {
            let tag = trackables[Int(read.tag)].tag
            let advert = RadioBytes.iBeacon(tag)
            body += RadioBytes.bytes(hex: tag.mac) + WireEncoder.bigEndian(1, bytes: 2)
            body.append(UInt8(advert.count))
            body += advert
            // Flags of a public address; the power in dBm.
            body += [0, UInt8(bitPattern: Int8(read.rssiDBm.rounded()))]
        }
        let payload = [0xBB, 0x01] + WireEncoder.bigEndian(body.count + 7, bytes: 4) + body + [0xDD]
        return Delivery(
            topic: topics[reader], payload: payload, reader: reader, reads: reads.count, isJSON: false)
    }

    private static func bigEndian(_ number: Int, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * (bytes - 1 - $0))) }
    }

    /// OpenMQTTGateway: one decoded advertisement, no time, the UUID without dashes.
    mutating func openMQTTGateway(_ read: SimRead) -> Delivery {
        let reader = Int(read.reader)
        let tag = trackables[Int(read.tag)].tag
        let address = tag.mac.uppercased()
        json.removeAll()
        json.object {
            $0.member("id", RadioBytes.colons(address))
            $0.member("mac_type", 0)
            $0.member("adv_type", 0)
            $0.member("rssi", Int(read.rssiDBm.rounded()))
            $0.member("distance", WireEncoder.distance(rssi: Double(read.rssiDBm), calibration: -59), decimals: 2)
            $0.member("brand", "GENERIC")
            $0.member("model", "iBeacon")
            $0.member("model_id", "IBEACON")
            $0.member("type", "BCON")
            $0.member("mfid", "4c00")
            $0.member("uuid", tag.uuidUpper.lowercased())
            $0.member("major", tag.major)
            $0.member("minor", tag.minor)
            $0.member("txpower", -59)
        }
        return Delivery(topic: "\(topics[reader])/\(address)", payload: json.bytes, reader: reader, reads: 1)
    }

    /// MOKO's second generation (3070): raw advertisements, epoch milliseconds.
    mutating func moko(_ reads: [StampedRead], reader: Int) -> Delivery {
        json.removeAll()
        json.object {
            $0.member("msg_id", 3070)
            $0.object("device_info") { $0.member("mac", hospital.readers[reader].id) }
            $0.array("data") { json in
                for (read, at) in reads {
                    let tag = trackables[Int(read.tag)].tag
                    json.object {
                        $0.member("timestamp", Int(at.milliseconds))
                        $0.member("timezone", 0)
                        $0.member("type", "ibeacon")
                        $0.member("mac", tag.mac)
                        $0.member("connectable", 0)
                        $0.member("rssi", Int(read.rssiDBm.rounded()))
                        $0.member("adv_data", EPC.hex(RadioBytes.iBeacon(tag)).lowercased())
                        $0.member("rsp_data", "")
                    }
                }
            }
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: reads.count)
    }

    /// Cassia: raw advertisements; the only time is the message's, in epoch milliseconds.
    mutating func cassia(_ reads: [StampedRead], reader: Int, at: Instant) -> Delivery {
        json.removeAll()
        json.object {
            $0.member("id", String(at.milliseconds % 100_000))
            $0.member("action", "data.scan")
            $0.member("timestamp", Int(at.milliseconds))
            $0.member("gateway", WireEncoder.address(hospital.readers[reader].id))
            $0.array("data") { json in
                for (read, _) in reads {
                    let tag = trackables[Int(read.tag)].tag
                    json.object {
                        $0.array("bdaddrs") {
                            $0.object {
                                $0.member("bdaddr", RadioBytes.colons(tag.mac.uppercased()))
                                $0.member("bdaddrType", "public")
                            }
                        }
                        $0.member("adData", EPC.hex(RadioBytes.iBeacon(tag)))
                        $0.member("name", "(unknown)")
                        $0.member("rssi", Int(read.rssiDBm.rounded()))
                        $0.member("evtType", 3)
                    }
                }
            }
        }
        return Delivery(topic: topics[reader], payload: json.bytes, reader: reader, reads: reads.count)
    }
}
