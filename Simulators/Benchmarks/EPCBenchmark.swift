import ArgumentParser
import Decode
import Model

/// Reading EPCs and scans, without anything around it.
struct EPCBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epc", abstract: "96-bit EPCs, bytes to numbers, and scanned codes, per second on one core.")

    @Option(help: "Decodes of each kind.")
    var count = 20_000_000

    @Option(help: "Scans of each kind.")
    var scans = 300_000

    func run() throws {
        let tags = ["sgtin-96:3.0614141.812345.", "grai-96:1.4012345.12345.", "sgln-96:2.95060001343.7."]
        var memory: [UInt8] = []
        let pieces = 3 * 1024
        for number in 0..<pieces {
            let tag = try EPCTag(uri: "urn:epc:tag:\(tags[number % tags.count])\(1_000_003 * number)")
            var hex = tag.bits.hex[...]
            while let byte = UInt8(hex.prefix(2), radix: 16) {
                memory.append(byte)
                hex = hex.dropFirst(2)
            }
        }
        var sum: UInt64 = 0
        let begun = Stopwatch()
        memory.withUnsafeBytes { bytes in
            var position = 0
            for _ in 0..<count {
                let piece = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + 12)])
                if let numbers = EPCNumbers(piece) {
                    sum &+= numbers.company &+ numbers.reference &+ numbers.serial &+ UInt64(numbers.scheme.rawValue)
                }
                position += 12
                if position == bytes.count { position = 0 }
            }
        }
        show("EPC-96, bytes to numbers", Double(count) / begun.seconds, sum)
        for (name, code) in [
            ("scan of an EPC", "3034257BF468D480000003EF"),
            ("scan of an element string", "]d2010952012345678810A42\u{1D}1727033121X7"),
            ("scan of a Digital Link", "https://id.gs1.org/01/09520123456788/10/A42/21/X7?17=270331"),
        ] { try scan(name, code) }
    }

    private func scan(_ name: String, _ code: String) throws {
        var sum: UInt64 = 0
        let begun = Stopwatch()
        for _ in 0..<scans { sum &+= CodeRecogniser.read(code, year: 2026).isValid ? 1 : 0 }
        guard sum == UInt64(scans) else { throw VigieError(.badData, "not valid", place: code) }
        show(name, Double(scans) / begun.seconds, sum)
    }

    /// The sum is shown so that nothing is left out as useless.
    private func show(_ name: String, _ perSecond: Double, _ sum: UInt64) {
        print("\(name): \((perSecond / 1e6).text(2)) million/s (\(sum))")
    }
}
