/// The ids of beacons: `ibeacon:<uuid>:<major>:<minor>` and `eddystone:<namespace>:<instance>`, lower case.
enum BeaconIdentifier {
    // MARK: From text

    /// Appends an iBeacon's id from the text after its scheme: a UUID with or without dashes, major and minor, with
    /// `:` or `-` between them (ESPresense writes dashes). False when it cannot be read; bytes may have been added.
    static func appendIBeacon(text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        if appendUsualIBeacon(text, to: &bytes) { return true }
        appendScheme(to: &bytes)
        guard var position = appendUUID(text, to: &bytes) else { return false }
        for _ in 0..<2 {
            guard position < text.count, text[position] == Ascii.colon || text[position] == Ascii.minus else {
                return false
            }
            position += 1
            var value = 0
            var digits = 0
            while position < text.count, Ascii.isDigit(text[position]), digits < 6 {
                value = value * 10 + Int(text[position] &- Ascii.zero)
                digits += 1
                position += 1
            }
            guard digits > 0, let number = UInt16(exactly: value) else { return false }
            append(number, to: &bytes)
        }
        return position == text.count
    }

    /// The form that ESPresense writes, a UUID with its dashes first, at once; false, and nothing appended, for others.
    @inline(__always)
    private static func appendUsualIBeacon(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        guard let uuid = DashedUUID(text) else { return false }
        var position = DashedUUID.count
        guard let major = number(text, &position), let minor = number(text, &position), position == text.count else {
            return false
        }
        bytes.append(capacity: BeaconText.capacity) { base in
            var id = BeaconText(base)
            // `ibeacon:` in one word.
            id.write(word: 0x3A6E_6F63_6165_6269)
            uuid.write(to: &id)
            id.write(number: major)
            id.write(number: minor)
            return id.count(from: base)
        }
        return true
    }

    /// `-` or `:` and a number of up to six digits.
    @inline(__always)
    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt16? {
        guard position < text.count, text[position] == Ascii.colon || text[position] == Ascii.minus else { return nil }
        position &+= 1
        let end = min(text.count, position &+ 6)
        let start = position
        var value: UInt32 = 0
        while position < end, Ascii.isDigit(text[position]) {
            value = value &* 10 &+ UInt32(text[position] &- Ascii.zero)
            position &+= 1
        }
        return position > start ? UInt16(exactly: value) : nil
    }

    /// `ibeacon:`
    @inline(__always)
    private static func appendScheme(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(bigEndian: 0x6962_6561_636F_6E3A)) { bytes.append(contentsOf: $0) }
    }

    /// Appends an iBeacon's id from a UUID as text and two numbers. False when the UUID cannot be read.
    static func appendIBeacon(
        uuid: UnsafeBufferPointer<UInt8>, major: UInt16, minor: UInt16, to bytes: inout [UInt8]
    ) -> Bool {
        appendScheme(to: &bytes)
        guard let end = appendUUID(uuid, to: &bytes), end == uuid.count else { return false }
        append(major, to: &bytes)
        append(minor, to: &bytes)
        return true
    }

    /// Appends an Eddystone-UID's id from the text after its scheme: 20 digits, a `:` or `-` or nothing, 12 digits.
    ///
    /// ESPresense prints the namespace's fifth byte twice (22 digits; `BleFingerprint.cpp`); the copy is dropped.
    static func appendEddystone(text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        var namespace = 0
        while namespace < text.count, Hex.isDigit(text[namespace]) { namespace += 1 }
        var instance = namespace
        var skipped = 0..<0
        if namespace == text.count {
            guard namespace == 32 else { return false }
            namespace = 20
            instance = 20
        } else {
            guard text[namespace] == Ascii.colon || text[namespace] == Ascii.minus else { return false }
            instance += 1
            if namespace == 22, text[8] == text[10], text[9] == text[11] { skipped = 10..<12 }
        }
        guard namespace - skipped.count == 20, text.count - instance == 12 else { return false }
        bytes.append(contentsOf: "eddystone:".utf8)
        for index in 0..<namespace where !skipped.contains(index) { bytes.append(Hex.lower(text[index])) }
        bytes.append(Ascii.colon)
        for index in instance..<text.count {
            guard Hex.isDigit(text[index]) else { return false }
            bytes.append(Hex.lower(text[index]))
        }
        return true
    }

    /// Appends a UUID in lower case with dashes; the position behind it, nil when there is none. Dashes in the text
    /// may stand where a UUID has them.
    private static func appendUUID(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Int? {
        if let uuid = DashedUUID(text) {
            bytes.append(capacity: BeaconText.capacity) { base in
                var id = BeaconText(base)
                uuid.write(to: &id)
                return DashedUUID.count
            }
            return DashedUUID.count
        }
        var position = 0
        for digit in 0..<32 {
            if isDashed(digit) {
                bytes.append(Ascii.minus)
                if position < text.count, text[position] == Ascii.minus { position += 1 }
            }
            guard position < text.count, Hex.isDigit(text[position]) else { return nil }
            bytes.append(Hex.lower(text[position]))
            position += 1
        }
        return position
    }

    // MARK: From the air

    /// Appends an iBeacon's id from 20 bytes: UUID, major, minor, big-endian.
    static func appendIBeacon(bytes beacon: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        appendScheme(to: &bytes)
        for index in 0..<16 {
            if isDashed(2 * index) { bytes.append(Ascii.minus) }
            Hex.appendLower(beacon[index], to: &bytes)
        }
        append(UInt16(beacon[16]) << 8 | UInt16(beacon[17]), to: &bytes)
        append(UInt16(beacon[18]) << 8 | UInt16(beacon[19]), to: &bytes)
    }

    /// Appends an Eddystone-UID's id from 16 bytes: namespace and instance.
    static func appendEddystone(bytes beacon: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "eddystone:".utf8)
        for index in 0..<16 {
            if index == 10 { bytes.append(Ascii.colon) }
            Hex.appendLower(beacon[index], to: &bytes)
        }
    }

    /// Whether a UUID has a dash before this hex digit (8-4-4-4-12).
    @inline(__always)
    private static func isDashed(_ digit: Int) -> Bool { digit == 8 || digit == 12 || digit == 16 || digit == 20 }

    /// `:` and a number.
    private static func append(_ number: UInt16, to bytes: inout [UInt8]) {
        // Written from the end of a word, so that the array is asked for room once.
        var word = SIMD8<UInt8>()
        var start = 8
        var rest = number
        repeat {
            start -= 1
            word[start] = Ascii.zero &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        start -= 1
        word[start] = Ascii.colon
        withUnsafeBytes(of: word) { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}
