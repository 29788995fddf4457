import Model

/// HIBC of suppliers in one line, with its secondary data behind slashes or without.
enum HIBCReading {
    /// Nil when anything is wrong with it, or when it is another kind of HIBC.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ year: Int) -> CodeReading? {
        let last = bytes.count - 1
        guard last > 1, HIBCCharacters.isAlphanumeric(bytes[1]), !Ascii.isDigit(bytes[1]),
            HIBCCharacters.isChecked(bytes)
        else { return nil }
        var stop = 2
        while stop < last, HIBCCharacters.isAlphanumeric(bytes[stop]) { stop += 1 }
        // Labeler, 1 to 18 characters, the unit of measure.
        guard (7...24).contains(stop), Ascii.isDigit(bytes[stop - 1]) else { return nil }
        guard stop == last || bytes[stop] == Ascii.slash else { return nil }
        var data = HIBCData(bytes, year: year)
        var start = stop + 1
        while start <= last, stop < last {
            var end = start
            while end < last, bytes[end] != Ascii.slash {
                // A plus begins another line but behind a dollar.
                if bytes[end] == Ascii.plus, bytes[end - 1] != Ascii.dollar { return nil }
                end += 1
            }
            guard data.read(start..<end) else { return nil }
            start = end + 1
            if end == last { break }
        }
        guard data.problems.allSatisfy(\.kind.isRemark) else { return nil }
        var reading = CodeReading(.hibc)
        reading.product = ByteRange(offset: 5, count: stop - 6)
        reading.deviceIdentifier = ByteRange(offset: 1, count: stop - 1)
        if let lot = data.lot { reading.lot = ByteRange(offset: lot.lowerBound, count: lot.count) }
        if let serial = data.serial { reading.serial = ByteRange(offset: serial.lowerBound, count: serial.count) }
        reading.expiry = data.expiry?.calendarDay
        reading.quantity = data.quantity
        return reading
    }
}
