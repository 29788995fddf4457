/// The identities that chips have from their makers.
enum ChipIdentity {
    /// What a UHF chip's TID says (ISO/IEC 18000-63, class E2): who designed it and which model it is.
    ///
    /// Unprogrammed tags often have it, or something made of it, as their EPC.
    static func tid(_ bits: EPCBits) -> (designer: String, model: String)? {
        guard bits.count >= 32, bits.header == 0xE2 else { return nil }
        // Behind the class: extension, security and file bits, nine bits of the designer, twelve of the model.
        let designer = bits.value(at: 11, bits: 9)
        let model = bits.value(at: 20, bits: 12)
        return (name(designer, designers), hex(model, digits: 3))
    }

    /// What an HF tag's identifier says (ISO/IEC 15693-3): E0, the maker (ISO/IEC 7816-6), a number.
    static func manufacturer15693(_ bits: EPCBits) -> String? {
        guard bits.count == 64, bits.header == 0xE0 else { return nil }
        return name(bits.value(at: 8, bits: 8), manufacturers)
    }

    private static func name(_ code: UInt64, _ names: [UInt64: String]) -> String {
        let text = hex(code, digits: 2)
        return names[code].map { "\(text) (\($0))" } ?? text
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Mask designers that EPCglobal registered first.
    private static let designers: [UInt64: String] = [
        0x01: "Impinj", 0x02: "Texas Instruments", 0x03: "Alien", 0x06: "NXP", 0x07: "STMicroelectronics",
        0x0B: "EM Microelectronic",
    ]
    private static let manufacturers: [UInt64: String] = [
        0x02: "STMicroelectronics", 0x04: "NXP", 0x05: "Infineon", 0x07: "Texas Instruments",
        0x16: "EM Microelectronic",
    ]
}
