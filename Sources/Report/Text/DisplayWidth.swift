/// How many terminal columns a text takes.
///
/// Combining marks and joiners take none, East Asian wide and emoji characters take two, everything else one. Source
/// of the ranges: Unicode 15, `EastAsianWidth.txt` (W and F) and general categories Mn, Me, Cf, in rounded blocks.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        var isASCII = true
        for byte in text.utf8 where byte >= 0x80 {
            isASCII = false
            break
        }
        if isASCII { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: isZeroWidth(scalar) ? 0 : 1
        }
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    /// The text cut to at most `width` columns, with `…` at its end when something was cut.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        var cut = ""
        var used = 0
        for character in text {
            let wide = of(String(character))
            guard used + wide <= width - 1 else { break }
            cut.append(character)
            used += wide
        }
        return cut + "…"
    }
}
