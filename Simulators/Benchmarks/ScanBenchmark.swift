import ArgumentParser
import Decode
import Model

/// Reading what scanners and readers send, one code after the other.
struct ScanBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Codes of every scheme read per second on one core, as text to what they say.")

    @Option(help: "Scans of each kind.")
    var count = 1_000_000

    /// Invented codes of each scheme.
    static let codes = [
        ("GS1 with its symbology", "]d2010952012345678817270331" + "10A42\u{1D}21X7"),
        ("GS1 as a reader sends it", "0109520123456788172703311" + "0A42\u{1D}21X7"),
        ("GS1 in brackets", "(01)09520123456788(17)270331(10)A42(21)X7"),
        ("CIP13 in a Data Matrix", "]d2010340091234567617280900" + "10L7\u{1D}21123456789012"),
        ("a GTIN alone", "9520123456788"), ("CIP13 alone", "3400912345676"),
        ("Digital Link", "https://id.gs1.org/01/09520123456788/10/A42/21/X7?17=270331"),
        ("EPC", "3034257BF468D480000003EF"), ("HIBC", "+H77SPUMP3000/$$3280930LOT9/S001/16D20260115"),
    ]

    func run() throws {
        for (name, code) in Self.codes {
            let code = name == "HIBC" ? Self.checked(code) : code
            print("scan, \(name): \(try perSecond(code, false)) million/s, with its link \(try perSecond(code, true))")
        }
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
