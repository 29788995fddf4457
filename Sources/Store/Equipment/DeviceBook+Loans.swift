internal import GRDB
public import Model

extension DeviceBook {
    /// A device is taken.
    ///
    /// - Throws: 65 when it is out already or was still out then, for a time in the future, or a return that is not
    ///   after it.
    public func checkOut(_ loan: DeviceLoan, of device: TrackableRow) throws {
        try refuse(loan.out, device)
        if let due = loan.due, due <= loan.out {
            throw VigieError(
                .badData, "it is expected back before it leaves", place: "back",
                remedy: "Give a return after \(loan.out.rfc3339)")
        }
        let insert = try RawStatement(
            database,
            """
            INSERT INTO device_loan (track, borrower, outside, out_at, due_at, role, note, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, device.track.rawValue)
        insert.bind(2, loan.borrower)
        insert.bind(3, loan.isOutside ? 1 : 0)
        insert.bind(4, loan.out)
        insert.bind(5, loan.due?.milliseconds)
        insert.bind(6, loan.role)
        insert.bind(7, loan.note)
        insert.bind(8, now)
        try insert.run()
    }

    private func refuse(_ out: Instant, _ device: TrackableRow) throws {
        let name = Printable.clean(device.id.rawValue)
        guard out <= now else {
            throw VigieError(
                .badData, "\(out.rfc3339) is in the future", place: "at",
                remedy: "Give a time that is past; it is \(now.rfc3339) now")
        }
        if let open = try openLoan(device.track) {
            throw VigieError(
                .badData,
                "\(name) is out since \(open.out.rfc3339), at \(Printable.clean(open.borrower))", place: "device",
                remedy: "Check it in first: vigie devices checkin \(name)")
        }
        let last = try RawStatement(database, "SELECT max(back_at) FROM device_loan WHERE track = ?")
        last.bind(1, device.track.rawValue)
        if let back = try last.first({ $0.optionalInstant(0) }) ?? nil, back > out {
            throw VigieError(
                .badData, "\(name) came back only at \(back.rfc3339)", place: "at",
                remedy: "Give a time after that")
        }
    }

    /// A device came back.
    ///
    /// - Returns: the loan that ended.
    /// - Throws: 65 when it is not out, or for a time in the future or before it went.
    public func checkIn(_ device: TrackableRow, at back: Instant) throws -> DeviceLoan {
        let name = Printable.clean(device.id.rawValue)
        guard var loan = try openLoan(device.track) else {
            throw VigieError(
                .badData, "\(name) is not out", place: "device", remedy: "See 'vigie devices loans'")
        }
        guard back >= loan.out, back <= now else {
            throw VigieError(
                .badData, "it cannot come back at \(back.rfc3339)", place: "at",
                remedy: "It went at \(loan.out.rfc3339), and it is \(now.rfc3339) now: give a time in between")
        }
        let update = try RawStatement(database, "UPDATE device_loan SET back_at = ? WHERE number = ?")
        update.bind(1, back)
        update.bind(2, loan.number)
        try update.run()
        loan.back = back
        return loan
    }

    private func openLoan(_ track: TrackKey) throws -> DeviceLoan? {
        let statement = try RawStatement(database, DeviceTables.loans + " WHERE track = ? AND back_at IS NULL")
        statement.bind(1, track.rawValue)
        return try statement.first { DeviceTables.loan($0) }
    }
}
