import Model

/// Spans and amounts as people read them.
enum Spoken {
    /// One unit, rounded down: `12 s`, `3 min`, `5 h`, `9 d` (French `j`).
    static func age(milliseconds: Int64, _ language: Language) -> String {
        let seconds = max(0, milliseconds) / 1000
        switch seconds {
        case 0..<60: return "\(seconds) s"
        case 60..<3600: return "\(seconds / 60) min"
        case 3600..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) \(language == .french ? "j" : "d")"
        }
    }

    /// Two units: `45 s`, `12 min 05 s`, `3 h 20 min`, `2 d 04 h`.
    static func span(milliseconds: Int64, _ language: Language) -> String {
        let seconds = max(0, milliseconds) / 1000
        let day = language == .french ? "j" : "d"
        switch seconds {
        case 0..<60: return "\(seconds) s"
        case 60..<3600: return "\(seconds / 60) min \(two(seconds % 60)) s"
        case 3600..<86_400: return "\(seconds / 3600) h \(two(seconds / 60 % 60)) min"
        default: return "\(seconds / 86_400) \(day) \(two(seconds / 3600 % 24)) h"
        }
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// A walk: `45 s`, from a minute on `2 min`.
    static func walk(seconds: Double, _ language: Language) -> String {
        guard seconds.isFinite else { return "" }
        return seconds < 59.5 ? "\(Int(seconds.rounded())) s" : "\(max(1, Int((seconds / 60).rounded()))) min"
    }

    /// One decimal: `12.5`, in French `12,5`; empty for what is no number.
    static func decimal(_ number: Double, _ language: Language) -> String {
        guard number.isFinite, abs(number) < 1e12 else { return "" }
        let tenths = Int((abs(number) * 10).rounded())
        let sign = number < 0 && tenths > 0 ? "-" : ""
        return sign + "\(tenths / 10)" + (language == .french ? "," : ".") + "\(tenths % 10)"
    }

    /// `84 m`; distances are not better than a metre.
    static func metres(_ metres: Double) -> String {
        metres.isFinite ? "\(Int(metres.rounded())) m" : ""
    }

    /// `93 %`; never 100 % of less than certainty.
    static func percent(_ fraction: Float) -> String {
        guard fraction.isFinite else { return "" }
        let whole = Int((fraction * 100).rounded(.down))
        return "\(max(0, min(100, whole))) %"
    }

    /// A count with its thousands apart: a thin comma in English, a space in French.
    static func count(_ count: Int, _ language: Language) -> String {
        let digits = Array(String(count.magnitude))
        var text = count < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += language == .french ? "\u{202F}" : "," }
            text.append(digit)
        }
        return text
    }

    /// `1.5 MiB`.
    static func bytes(_ bytes: Int64, _ language: Language) -> String {
        guard bytes >= 1024 else { return language == .french ? "\(bytes) o" : "\(bytes) B" }
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < 4 {
            value /= 1024
            unit += 1
        }
        let tenths = Int((value * 10).rounded(.down))
        let number = "\(tenths / 10)\(language == .french ? "," : ".")\(tenths % 10)"
        let names = language == .french ? ["o", "Kio", "Mio", "Gio", "Tio"] : ["B", "KiB", "MiB", "GiB", "TiB"]
        return "\(number) \(names[unit])"
    }
}
