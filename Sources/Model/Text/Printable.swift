/// Text that is safe to print on a terminal or in a log line.
public enum Printable {
    /// The text without control characters (C0, DEL, C1), line and paragraph separators, and bidirectional controls;
    /// each one becomes `�`, so that nobody reads a shortened identifier as another one.
    ///
    /// Source of the ranges: Unicode 15, general category Cc, Bidi_Control property.
    public static func clean(_ text: String) -> String {
        var clean = ""
        clean.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            clean.unicodeScalars.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
        }
        return clean
    }

    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
