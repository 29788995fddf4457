/// The character sets of GS1 application identifiers (General Specifications, section 7.11).
enum GS1Characters {
    /// Character set 82: letters, digits and twenty signs.
    static func isSet82(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        // ! " and % & ' ( ) * + , - . / and : ; < = > ? and _
        case 0x21, 0x22, 0x25...0x2F, 0x3A...0x3F, 0x5F: true
        default: false
        }
    }

    /// Character set 39: upper case, digits, `#`, `-`, `/`.
    static func isSet39(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), Ascii.hash, Ascii.minus,
            Ascii.slash:
            true
        default: false
        }
    }

    /// The base 64 alphabet for URLs, with its padding.
    static func isSet64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), Ascii.minus, Ascii.underscore, Ascii.equals:
            true
        default: false
        }
    }
}
