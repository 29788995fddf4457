import ArgumentParser
import Decode
import Model
import Report

/// `vigie scan CODE`.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Say what a barcode or a tag's id is.",
        discussion: """
            GS1 element strings, GTINs and Digital Links; HIBC (suppliers and hospitals), ISBT 128, IFA's PPN and PZN; \
            CIP13, CIP7, UCD, ACL, LPP; EPCs as hex or URIs, MAC addresses, iBeacons, Eddystone, devEUIs, chip \
            identities. A word before seven digits (CIP, UCD, ACL, LPP) settles what they are. It needs no data folder.

            Exit codes: 0 valid, 65 nothing valid can be read.
            """)

    @Argument(help: "The code as a reader or scanner gives it.")
    var code: String

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var text: TextOptions

    func run() throws {
        let year = Surroundings.now.rfc3339.prefix(4)
        let answer = ScanAnswer(CodeRecogniser.read(code, year: Int(year) ?? 2026))
        try Output.write(json ? answer.json + [UInt8(ascii: "\n")] : Array(answer.text(text.style).utf8))
        if !answer.scanned.isValid { throw ExitCode(VigieError.Code.badData.rawValue) }
    }
}
