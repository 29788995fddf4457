public import Model

extension UtilisationReport {
    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.array("categories") { json in
                for group in groups { json.object { Self.write(group, &$0) } }
            }
            json.array("contracts") { json in
                for contract in contracts {
                    json.object { json in
                        json.member("contract", contract.name)
                        json.member("devices", contract.devices)
                        json.member("uses", contract.uses)
                        json.member("hours_in_use", Double(contract.inUseMilliseconds) / 3_600_000, decimals: 2)
                    }
                }
            }
            json.array("devices") { json in
                for device in devices { json.object { Self.write(device, &$0) } }
            }
        }
    }

    private static func write(_ group: Group, _ json: inout JSONWriter) {
        json.member("category", group.category)
        json.member("devices", group.devices)
        json.member("turns", group.turns)
        json.member("peak_in_use", group.peak)
        json.member("peak_at", group.peakAt)
        json.member("spare", group.spare)
        json.member("idle_candidates", group.idleCandidates)
        json.member("idle_rentals", group.idleRentals)
        json.array("peaks") { json in
            for peak in group.peaks {
                json.object { json in
                    json.member("unit_category", peak.unitCategory)
                    json.member("in_use", peak.count)
                    json.member("at", peak.at)
                }
            }
        }
        json.array("peak_by_hour") { json in
            for count in group.peakByHour { json.integer(count) }
        }
        write(group.milliseconds, &json)
    }

    private static func write(_ device: Device, _ json: inout JSONWriter) {
        device.trackable.write(&json)
        json.member("turns", device.turns)
        json.member("units_used_in", device.unitsUsedIn)
        json.member("idle_candidate", device.isIdleCandidate)
        if device.isRental { json.member("rental", true) }
        json.member("contract", device.contract.isEmpty ? nil : device.contract)
        json.member("unseen_hours", Double(device.unseenMilliseconds) / 3_600_000, decimals: 2)
        write(device.milliseconds, &json)
    }

    private static func write(_ milliseconds: [EquipmentStatus: Int64], _ json: inout JSONWriter) {
        json.object("hours") { json in
            for status in EquipmentStatus.allCases {
                guard let value = milliseconds[status] else { continue }
                json.key(status.name)
                json.number(Double(value) / 3_600_000, decimals: 2)
            }
        }
    }
}
