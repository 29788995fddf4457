import Testing

@testable import Decode

@Suite struct HexWordsTests {
    private func word(_ text: [UInt8]) -> UInt64 { text.withUnsafeBufferPointer { HexWords.load($0, at: 0) } }

    @Test func everyByteInEveryPlaceIsADigitOrNot() {
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                var text = Array("0a9F3B7c".utf8)
                text[place] = byte
                let expected = String(validating: text, as: UTF8.self).flatMap { text in
                    text.allSatisfy(\.isHexDigit) && text.utf8.count == 8 && text.first != "+"
                        ? UInt32(text, radix: 16) : nil
                }
                #expect(HexWords.value(word(text)) == expected, "byte \(byte) at \(place)")
            }
        }
    }

    @Test func numbersBecomeTheirDigitsAndComeBack() {
        var random = SplitMix(seed: 5)
        for round in 0..<5_000 {
            let value =
                round < 33
                ? UInt32(truncatingIfNeeded: UInt64(1) << UInt64(round)) &- 1
                : UInt32.random(in: 0...UInt32.max, using: &random)
            let digits = String(value, radix: 16)
            let text = String(repeating: "0", count: 8 - digits.count) + digits
            #expect(HexWords.text(value) == word(Array(text.utf8)), "\(value), seed 5")
            #expect(HexWords.value(word(Array(text.uppercased().utf8))) == value, "\(value), seed 5")
        }
    }

    @Test func addressesAreReadInAnyForm() {
        func address(_ text: String) -> UInt64? {
            var text = text
            return text.withUTF8 { BLEAddress($0, .unknown)?.value }
        }
        for text in ["AC233FA0b1c2", "ac:23:3f:a0:B1:C2", "AC-23-3F-A0-B1-C2"] {
            #expect(address(text) == 0xAC23_3FA0_B1C2)
        }
        for text in [
            "AC233FA0b1c", "AC233FA0b1cg", "gC233FA0b1c2", "ac:23:3f:a0:B1-C2", "ac:23:3f:a0:B1:C", "ac233:f:a0b1:c2",
        ] {
            #expect(address(text) == nil, "\(text)")
        }
        var bytes: [UInt8] = []
        _ = BLEAddress(0x0102_03A0_B1C2, .unknown).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "010203a0b1c2")
    }

    @Test func beaconsAreWrittenAsTheirTextIs() {
        func text(_ identity: Advert.Identity) -> String {
            var bytes: [UInt8] = []
            bytes.append(capacity: BeaconText.capacity) { base in
                var text = BeaconText(base)
                text.write(identity)
                return text.count(from: base)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        var identity = Advert.Identity(kind: .iBeacon)
        identity.high = 0x5F1D_0C3A_7B42_4E8E
        identity.middle = 0x9D61_0A2B_3C4D_5E6F
        identity.low = 7 << 16 | 65_535
        #expect(text(identity) == "ibeacon:5f1d0c3a-7b42-4e8e-9d61-0a2b3c4d5e6f:7:65535")
        identity = Advert.Identity(kind: .eddystone)
        identity.high = 0x0102_0304_0506_0708
        identity.middle = 0x090A_1B2C_3D4E_5F60
        #expect(text(identity) == "eddystone:0102030405060708090a:1b2c3d4e5f60")
    }
}
