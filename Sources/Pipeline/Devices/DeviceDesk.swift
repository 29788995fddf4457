import Model
import Store

/// Carries out what people ask about devices, in one transaction of the writer: all of it or nothing.
struct DeviceDesk {
    let now: Instant
    let book: DeviceBook

    /// - Parameter wallClock: the machine's time; in a database that `replay` made its newest message is now.
    static func work(_ request: DeviceRequest, store: StoreWriter, wallClock: Instant) -> AdminWork {
        { () throws(VigieError) -> AdminReply? in
            let now: Instant
            do throws(StoreFailure) {
                let state = try store.loadState()
                now = state.clock == .capture && state.dataUntil != .distantPast ? state.dataUntil : wallClock
            } catch {
                throw error.error
            }
            return try store.devices(now: now) { book in
                try DeviceDesk(now: now, book: book).perform(request)
            }
        }
    }

    func perform(_ request: DeviceRequest) throws -> AdminReply {
        switch request.verb {
        case .importDevices: try take(request)
        case .status, .auto: try set(request)
        case .checkOut: try checkOut(request)
        case .checkIn: try checkIn(request)
        case .plan: try plan(request)
        case .unplan: try unplan(request)
        case .done: try done(request)
        }
    }

    // MARK: Fields

    private func needed(_ request: DeviceRequest, _ field: DeviceRequest.Field) throws -> String {
        guard let value = try optional(request, field) else {
            throw VigieError(
                .usage, "is missing", place: field.rawValue,
                remedy: "Give it; see 'vigie \(request.verb.rawValue) --help'")
        }
        return value
    }

    private func optional(_ request: DeviceRequest, _ field: DeviceRequest.Field) throws -> String? {
        guard let value = request[field] else { return nil }
        guard value.utf8.count <= Limits.jsonStringBytesMax, Printable.clean(value) == value else {
            throw VigieError(
                .badData, "is longer than \(Limits.jsonStringBytesMax) bytes or has control characters",
                place: field.rawValue, remedy: "Correct it")
        }
        return value
    }

    private func instant(_ request: DeviceRequest, _ field: DeviceRequest.Field) throws -> Instant? {
        guard let text = try optional(request, field) else { return nil }
        guard let instant = Instant.parse(text) else {
            throw VigieError(
                .badData, "'\(text)' is no time", place: field.rawValue,
                remedy: "Write it as 2026-11-21T22:34:54Z")
        }
        return instant
    }

    /// Who did it, as a role: one word in lower case, so that no name gets in by habit.
    private func role(_ request: DeviceRequest) throws -> String {
        let role = try needed(request, .role)
        let isWord =
            role.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            } && role.utf8.count <= 32
        guard isWord, role.utf8.first.map({ $0 >= 0x61 }) == true else {
            throw VigieError(
                .badData, "a role is one word in lower case, at most 32 letters, digits, - and _", place: "role",
                remedy: "Write a role such as biomed, nurse or porter, never a name")
        }
        return role
    }

    // MARK: Statuses

    private func set(_ request: DeviceRequest) throws -> AdminReply {
        let device = try book.device(needed(request, .device))
        var status: EquipmentStatus?
        if request.verb == .status {
            let name = try needed(request, .status)
            status = EquipmentStatus(name: name)
            guard let status, status != .cannotTell else {
                let names = EquipmentStatus.allCases.filter { $0 != .cannotTell }.map(\.name)
                throw VigieError(
                    .badData, "'\(name)' is none that people can set", place: "status",
                    remedy: "Choose \(names.joined(separator: ", "))")
            }
        }
        try book.set(
            StatusOverride(
                track: device.track, status: status, from: try instant(request, .from) ?? now,
                until: try instant(request, .until), role: try role(request),
                note: try optional(request, .note) ?? ""))
        return AdminReply(subject: ([device.id.rawValue] + (status.map { [$0.name] } ?? [])).joined(separator: " "))
    }

    // MARK: Loans

    private func checkOut(_ request: DeviceRequest) throws -> AdminReply {
        let device = try book.device(needed(request, .device))
        let borrower = try needed(request, .to)
        try book.checkOut(
            DeviceLoan(
                track: device.track, borrower: borrower, isOutside: request[.outside] != nil,
                out: try instant(request, .at) ?? now, due: try instant(request, .back), role: try role(request),
                note: try optional(request, .note) ?? ""), of: device)
        return AdminReply(subject: "\(device.id.rawValue) \(borrower)")
    }

    private func checkIn(_ request: DeviceRequest) throws -> AdminReply {
        let device = try book.device(needed(request, .device))
        let loan = try book.checkIn(device, at: try instant(request, .at) ?? now)
        return AdminReply(subject: "\(device.id.rawValue) \(loan.borrower)")
    }

    // MARK: Maintenance

    private func plan(_ request: DeviceRequest) throws -> AdminReply {
        let devices = try book.devices(needed(request, .device))
        let name = try needed(request, .plan)
        let interval = try DeviceDesk.interval(needed(request, .every))
        let start = try instant(request, .from) ?? now
        var added = 0
        for device in devices {
            let plan = MaintenancePlan(
                track: device.track, name: name, interval: interval, start: start, blocksUse: request[.blocks] != nil)
            if try book.put(plan) { added += 1 }
        }
        var reply = AdminReply(subject: name)
        reply.add("added", added)
        reply.add("changed", devices.count - added)
        return reply
    }

    /// `365d`, `52w`, or hours in use as `500h`.
    static func interval(_ text: String) throws(VigieError) -> MaintenancePlan.Interval {
        if let unit = text.last, let count = Int(text.dropLast()), (1...100_000).contains(count) {
            switch unit {
            case "d": return .days(count)
            case "w" where count <= 10_000: return .days(count * 7)
            case "h": return .hoursInUse(count)
            default: break
            }
        }
        throw VigieError(
            .badData, "'\(Printable.clean(text))' is no interval", place: "every",
            remedy: "Write 365d or 52w, or hours in use as 500h; 1 to 100000")
    }

    private func unplan(_ request: DeviceRequest) throws -> AdminReply {
        let devices = try book.devices(needed(request, .device))
        let name = try needed(request, .plan)
        for device in devices { try book.removePlan(device, name) }
        var reply = AdminReply(subject: name)
        reply.add("devices", devices.count)
        return reply
    }

    private func done(_ request: DeviceRequest) throws -> AdminReply {
        let device = try book.device(needed(request, .device))
        let entry = MaintenanceEntry(
            track: device.track, plan: try needed(request, .plan), at: try instant(request, .at) ?? now,
            role: try role(request), note: try optional(request, .note) ?? "")
        try book.note(entry, of: device)
        return AdminReply(subject: "\(device.id.rawValue) \(entry.plan)")
    }

    // MARK: Import

    private func take(_ request: DeviceRequest) throws -> AdminReply {
        let inventory = try InventoryCSV.read(text: request.text ?? "", file: Printable.clean(request.file ?? "file")) {
            try book.problem(assignedUnit: $0)
        }
        let result = try book.take(inventory.rows, role: "import")
        var reply = AdminReply()
        reply.add("added", result.added)
        reply.add("changed", result.changed)
        reply.add("unchanged", result.unchanged)
        if inventory.archived > 0 { reply.add("archived", inventory.archived) }
        if inventory.columnsIgnored > 0 { reply.add("columns_ignored", inventory.columnsIgnored) }
        return reply
    }
}
