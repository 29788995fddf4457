import ArgumentParser
import Decode
import Model
import Pipeline
import Report

/// `vigie decode`.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Say what each message of a capture becomes: observations or a rejection.")

    @Argument(help: "The capture (NDJSON); - for standard input.")
    var capture: String

    @Option(name: .long, help: "A daemon's configuration, for its dialect mapping. Default: recognise dialects.")
    var config: String?

    @Flag(name: .long, help: "NDJSON, one line per message.")
    var json = false

    @OptionGroup var text: TextOptions

    func run() throws {
        let map = try config.map { try Configuration.read(file: $0).map } ?? .recognising
        var lister = DecodeLister(map: map, json: json, language: text.style.language)
        var reader = try LineReader(path: capture, lineBytesMax: CaptureParser.lineBytesMax)
        try reader.forEachLine { line throws(VigieError) in try lister.take(line) }
        try lister.end()
    }
}

/// Decodes line by line and prints in pieces.
private struct DecodeLister {
    private var parser = CaptureParser()
    private var decoder: MessageDecoder
    private var batch = MessageBatch()
    private var decoded = DecodedBatch()
    private var writer = JSONWriter()
    private var text: [UInt8] = []
    private let json: Bool
    private let words: DecodedLineWriter.Words
    private var line = 0

    init(map: DialectMap, json: Bool, language: Language) {
        words = DecodedLineWriter.Words(
            refused: DecodeWords.refused(language), reader: DecodeWords.reader(language),
            antenna: DecodeWords.antenna(language), position: DecodeWords.position(language),
            level: DecodeWords.level(language), received: DecodeWords.received(language),
            anyReader: DecodeWords.anyReader(language), online: DecodeWords.online(language),
            offline: DecodeWords.offline(language), heartbeat: DecodeWords.heartbeat(language))
        decoder = MessageDecoder(map: map)
        self.json = json
    }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(VigieError) {
        line += 1
        batch.removeAll()
        switch parser.parse(bytes, into: &batch) {
        case .blank: return
        case .rejected(let reason, let detail):
            if json {
                DecodedLineWriter.writeJSON(line: line, rejected: reason, detail: detail, to: &writer)
            } else {
                add(DecodedLineWriter.text(line: line, rejected: reason, detail: detail, words: words))
            }
        case .message:
            decoder.decode(batch, into: &decoded)
            let dialect = decoder.dialects.first ?? nil
            if json {
                DecodedLineWriter.writeJSON(
                    line: line, message: 0, of: batch, dialect: dialect, decoded: decoded, to: &writer)
            } else {
                add(
                    DecodedLineWriter.text(
                        line: line, message: 0, of: batch, dialect: dialect, decoded: decoded, words: words))
            }
        }
        if writer.bytes.count + text.count > 64 * 1024 { try end() }
    }

    private mutating func add(_ line: String) {
        text += Array(line.utf8)
        if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    }

    mutating func end() throws(VigieError) {
        do {
            try Output.write(writer.bytes)
            try Output.write(text)
        } catch {
            throw VigieError(.inputOutput, "standard output cannot be written")
        }
        writer.removeAll()
        text.removeAll(keepingCapacity: true)
    }
}
