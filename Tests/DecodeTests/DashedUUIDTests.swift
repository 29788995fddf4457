import Testing

@testable import Decode

@Suite struct DashedUUIDTests {
    /// One byte of a UUID after the other takes every value: only the two cases of a digit, or the dash, may stand.
    @Test func takesAUUIDAndNothingElse() {
        let uuid = Array("E2c56DB5-dffb-48d2-B060-d0f5a71096e0".utf8)
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for place in uuid.indices {
            for byte in UInt8.min...UInt8.max {
                var text = uuid
                text[place] = byte
                let isDash = uuid[place] == UInt8(ascii: "-")
                let isRight = isDash ? byte == UInt8(ascii: "-") : digits.contains(byte)
                let read = lowerCase(text + Array(":7:9".utf8))
                let expected = String(decoding: text, as: UTF8.self).lowercased()
                #expect(read == (isRight ? expected : nil), "\(byte) at \(place)")
            }
        }
    }

    @Test func needsAllOfIt() {
        let uuid = Array("e2c56db5-dffb-48d2-b060-d0f5a71096e0".utf8)
        for count in 0..<uuid.count { #expect(lowerCase(Array(uuid[..<count])) == nil) }
        #expect(lowerCase(uuid) != nil)
    }

    private func lowerCase(_ text: [UInt8]) -> String? {
        text.withUnsafeBufferPointer { text in
            guard let uuid = DashedUUID(text) else { return nil }
            var bytes: [UInt8] = []
            bytes.append(capacity: BeaconText.capacity) { base in
                var text = BeaconText(base)
                uuid.write(to: &text)
                return text.count(from: base)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
