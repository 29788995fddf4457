import ArgumentParser
import Decode
import Model

/// Reading what scanners and readers send, one code after the other.
struct ScanBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Codes of every scheme read per second on one core.")

    @Option(help: "Scans of each kind.")
    var count = 100_000

    /// Invented codes of each scheme.
    static let codes = [
        ("GS1 with its symbology", "]d2010952012345678817270331" + "10A42\u{1D}21X7"),
        ("GS1 as a reader sends it", "0109520123456788172703311" + "0A42\u{1D}21X7"),
        ("GS1 in brackets", "(01)09520123456788(17)270331(10)A42(21)X7"),
        ("CIP13 in a Data Matrix", "]d2010340091234567617280900" + "10L7\u{1D}21123456789012"),
        ("a GTIN alone", "9520123456788"), ("CIP13 alone", "3400912345676"),
        ("Digital Link", "https://id.gs1.org/01/09520123456788/10/A42/21/X7?17=270331"),
        ("EPC", "3034257BF468D480000003EF"),
        ("EPC of 198 bits", "3666C4409047E159B2C2BF100000000000000000000000000000"),
        ("CIP7", "3123456"), ("IFA", "[)>\u{1E}06\u{1D}9N110123456224\u{1D}1T1234ABC\u{1D}D290300\u{1D}S7\u{1E}\u{04}"),
        ("ISBT 128", "=<E0791000"), ("HIBC", "+H77SPUMP3000/$$3280930LOT9/S001/16D20260115"),
    ]

    func run() throws {
        print("scan: million/s as the stock reads it; as 'vigie scan' tells it, every text written; with its link")
        for (name, code) in Self.codes {
            let code = name.hasPrefix("HIBC") ? Self.checked(code) : code
            let whole = try perSecond(code, false)
            print("scan, \(name): \(try readPerSecond(code)); \(whole); \(try perSecond(code, true))")
        }
    }

    /// Numbers and places in the bytes: what a scan brings to the ledger.
    private func readPerSecond(_ code: String) throws -> String {
        var text = code
        var valid = 0
        // Long enough for the clock: the fastest form takes a tenth of a microsecond.
        let rounds = 5 * count
        let seconds = text.withUTF8 { bytes in
            let begun = Stopwatch()
            for round in 0..<rounds where CodeReader.read(bytes, year: 2026 + round & 1) != nil { valid += 1 }
            return begun.seconds
        }
        if valid == 0 { return "left to the full reading" }
        guard valid == rounds else { throw VigieError(.badData, "not valid", place: code) }
        return (Double(rounds) / seconds / 1e6).text(2)
    }

    private func perSecond(_ code: String, _ withLink: Bool) throws -> String {
        var valid = 0
        let begun = Stopwatch()
        for _ in 0..<count where CodeRecogniser.read(code, year: 2026, withLink: withLink).isValid { valid += 1 }
        let perSecond = Double(count) / begun.seconds
        guard valid == count else { throw VigieError(.badData, "not valid", place: code) }
        return (perSecond / 1e6).text(2)
    }

    /// The code with the check character that makes it valid.
    static func checked(_ code: String) -> String {
        let signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
        return signs.map { code + String($0) }.first { CodeRecogniser.read($0, year: 2026).isValid } ?? code
    }
}
