import Decode
import Foundation
import Model
import Testing

/// The published vectors of Digital Links, which lie beside the project and not in it.
@Suite struct DigitalLinkVectorTests {
    /// The canonical link of anything that stands for a GS1 key: an EPC URI or a link.
    private func canonical(_ text: String) -> String? {
        if let identity = try? EPCIdentity(uri: text) { return identity.digitalLink }
        return DigitalLink(text)?.canonical
    }

    @Test func everyCanonicalLink() throws {
        guard let lines = try Samples.lines("epc-digitallink-vectors.tsv") else { return }
        let rows = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "\t").map(String.init) }
        #expect(rows.count == 71)
        for row in rows {
            #expect(canonical(row[0]) == (row[1] == "None" ? nil : row[1]), "\(row[0])")
        }
    }

    @Test func identitiesComeBackFromTheirElements() throws {
        guard let lines = try Samples.lines("epc-digitallink-vectors.tsv") else { return }
        for uri in lines.compactMap({ $0.split(separator: "\t").first.map(String.init) }) {
            guard let identity = try? EPCIdentity(uri: uri) else { continue }
            let back = try EPCIdentity(elements: identity.elements, companyDigits: identity.company.count)
            // A pattern of unit packs is a GTIN alone, and so one of trade items.
            if identity.family == .upui, identity.isPattern { continue }
            #expect(back == identity, "\(uri)")
        }
    }
}
