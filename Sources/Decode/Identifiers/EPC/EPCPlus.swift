/// The schemes of Tag Data Standard 2 that hold a whole GS1 key without saying where its company prefix ends: `SGTIN+`
/// and its kin, and those with a web address behind the key, `SGTIN++`.
///
/// Such tags have no EPC URI; they stand for a Digital Link. Reading only: nothing here writes them.
public struct EPCPlus: Hashable, Sendable {
    /// As the standard writes it: `SGTIN+`, `SSCC++`.
    public let name: String
    /// 0 to 7.
    public let filter: UInt8
    /// The key, what qualifies it, and the date of DSGTIN.
    public let elements: [GS1Element]
    /// Whether more data follows that is not read: other elements, or a web address.
    public let hasMore: Bool

    /// The name of the scheme with this header; nil when it is none of these.
    public static func name(header: UInt8) -> String? { keys[header].map { $0.name } }

    /// Reads the bits of a tag's EPC memory.
    /// - Throws: why they are no such code.
    public init(_ bits: EPCBits) throws(EPCProblem) {
        guard let key = Self.keys[bits.header] else { throw .header }
        var reader = EPCBitReader(bits)
        _ = try reader.take(8)
        let isFollowed = try reader.take(1) == 1
        filter = UInt8(try reader.take(3))
        name = key.name
        var elements: [GS1Element] = []
        let date = key.hasDate ? try Self.date(&reader) : nil
        var value = try key.digits > 0 ? Self.digits(key.digits, &reader) : Self.delimited(&reader)
        var serial: GS1Element?
        switch key.serial {
        case .none: break
        case .joined(let max): value += try Self.text(max: max, &reader)
        case .joinedNumber: value += try Self.number(lengthBits: 4, &reader)
        case .own(let identifier, let max): serial = GS1Element(identifier, try Self.text(max: max, &reader))
        case .ownNumber(let identifier): serial = GS1Element(identifier, try Self.number(lengthBits: 4, &reader))
        }
        elements.append(GS1Element(key.identifier, value))
        if let serial { elements.append(serial) }
        if let date { elements.append(date) }
        hasMore = isFollowed || key.name.hasSuffix("++")
        if !hasMore { try reader.expectZeros() }
        for element in elements
        where ApplicationIdentifier.named(element.identifier)?
            .structure(Array(element.value.utf8)) == nil
        {
            throw .character
        }
        self.elements = elements
    }

    // MARK: The schemes

    private enum Serial {
        case none
        /// Part of the key's own element.
        case joined(max: Int)
        case joinedNumber
        /// An element of its own.
        case own(String, max: Int)
        case ownNumber(String)
    }

    private struct Key {
        var name: String
        var identifier: String
        /// 0 when they end with a mark.
        var digits: Int
        var serial: Serial
        var hasDate = false
    }

    /// By header (Tag Data Standard 2.3, table 14-1).
    private static let keys: [UInt8: Key] = {
        let plain: [(UInt8, UInt8, Key)] = [
            (0xF0, 0xE6, Key(name: "CPI", identifier: "8010", digits: 0, serial: .ownNumber("8011"))),
            (0xF1, 0xEB, Key(name: "GRAI", identifier: "8003", digits: 14, serial: .joined(max: 16))),
            (0xF2, 0xE9, Key(name: "SGLN", identifier: "414", digits: 13, serial: .own("254", max: 20))),
            (0xF3, 0xED, Key(name: "ITIP", identifier: "8006", digits: 18, serial: .own("21", max: 20))),
            (0xF4, 0xE7, Key(name: "GSRN", identifier: "8018", digits: 18, serial: .none)),
            (0xF5, 0xE8, Key(name: "GSRNP", identifier: "8017", digits: 18, serial: .none)),
            (0xF6, 0xEA, Key(name: "GDTI", identifier: "253", digits: 13, serial: .joined(max: 17))),
            (0xF7, 0xFD, Key(name: "SGTIN", identifier: "01", digits: 14, serial: .own("21", max: 20))),
            (0xF8, 0xEC, Key(name: "SGCN", identifier: "255", digits: 13, serial: .joinedNumber)),
            (0xF9, 0xEF, Key(name: "SSCC", identifier: "00", digits: 18, serial: .none)),
            (0xFA, 0xEE, Key(name: "GIAI", identifier: "8004", digits: 0, serial: .none)),
            (
                0xFB, 0xFC,
                Key(name: "DSGTIN", identifier: "01", digits: 14, serial: .own("21", max: 20), hasDate: true)
            ),
        ]
        var keys: [UInt8: Key] = [:]
        for (one, two, key) in plain {
            for (header, mark) in [(one, "+"), (two, "++")] {
                var key = key
                key.name += mark
                keys[header] = key
            }
        }
        return keys
    }()

    // MARK: The codings (section 14.5)

    /// Four bits a digit.
    private static func digits(_ count: Int, _ reader: inout EPCBitReader) throws(EPCProblem) -> String {
        var text = ""
        for _ in 0..<count {
            let digit = try reader.take(4)
            guard digit < 10 else { throw .reference }
            text += String(digit)
        }
        return text
    }

    /// Digits up to a mark: 15 ends the value, 14 is followed by characters.
    private static func delimited(_ reader: inout EPCBitReader) throws(EPCProblem) -> String {
        var text = ""
        while text.utf8.count <= 30 {
            let digit = try reader.take(4)
            switch digit {
            case 0...9: text += String(digit)
            case 14: return try text + Self.text(max: 30, &reader)
            case 15: return text
            default: throw .reference
            }
        }
        throw .reference
    }

    /// A date with four bits that say which one.
    private static func date(_ reader: inout EPCBitReader) throws(EPCProblem) -> GS1Element {
        let names = ["11", "13", "15", "16", "17", "7006", "7007"]
        let kind = Int(try reader.take(4))
        guard kind < names.count else { throw .reference }
        var text = ""
        for bits in [7, 4, 5] {
            let number = try reader.take(bits)
            guard number < 100 else { throw .reference }
            text += (number < 10 ? "0" : "") + String(number)
        }
        return GS1Element(names[kind], text)
    }

    /// Digits as one number, behind their count.
    private static func number(lengthBits: Int, _ reader: inout EPCBitReader) throws(EPCProblem) -> String {
        let count = Int(try reader.take(lengthBits))
        guard count > 0, count < 20 else { throw .serial }
        let value = try reader.take(bits(ofDigits: count))
        guard value < EPCPartition.power(count) else { throw .serial }
        return ShortText(number: value, digits: count).string
    }

    /// The bits that hold every number of some digits: the smallest power of two that is not below the power of ten.
    private static func bits(ofDigits count: Int) -> Int {
        64 - (EPCPartition.power(count) - 1).leadingZeroBitCount
    }

    /// Three bits that say how characters are written, their count, and they.
    private static func text(max: Int, _ reader: inout EPCBitReader) throws(EPCProblem) -> String {
        let coding = try reader.take(3)
        let count = Int(try reader.take(5))
        guard count > 0, count <= max else { throw .serial }
        var text: [UInt8] = []
        switch coding {
        case 0:
            // Longer numbers than 64 bits hold come as two: none of these keys has more than 19 digits as a number.
            guard count < 20 else { throw .serial }
            let value = try reader.take(bits(ofDigits: count))
            guard value < EPCPartition.power(count) else { throw .serial }
            text = ShortText(number: value, digits: count).bytes
        case 1, 2:
            let letters = Array((coding == 1 ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
            for _ in 0..<count { text.append(letters[Int(try reader.take(4))]) }
        case 3:
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
            for _ in 0..<count { text.append(letters[Int(try reader.take(6))]) }
        case 4: for _ in 0..<count { text.append(UInt8(try reader.take(7))) }
        case 5:
            let letters = Array("\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789".utf8)
            for _ in 0..<((count + 2) / 3) {
                let group = Int(try reader.take(16)) - 1
                guard group >= 0, group / 1600 < 40 else { throw .character }
                for index in [group / 1600, group / 40 % 40, group % 40] where index > 0 { text.append(letters[index]) }
            }
            guard text.count == count else { throw .character }
        default: throw .serial
        }
        return String(decoding: text, as: UTF8.self)
    }
}
