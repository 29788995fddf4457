import Decode
import Model

/// Reads a kept raw scan again, as it was read when it came.
enum ScanText {
    /// - Returns: nil for an element that cannot be read any more; the first element of an array.
    static func read(_ held: StockScan) -> StockScan? {
        var batch = MessageBatch()
        held.payload.withUnsafeBytes { payload in
            var topic = "vigie/v1/site/scans/" + held.station
            topic.withUTF8 { topic in
                batch.append(
                    topic: UnsafeRawBufferPointer(topic), payload: payload, receivedAt: held.receivedAt)
            }
        }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        guard var scan = decoded.scans.first(where: { $0.occurredAt == held.occurredAt }) else { return nil }
        scan.position = held.position
        return scan
    }
}
