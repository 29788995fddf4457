import Decode
import Foundation
import Model
import Testing

/// The published vectors of the Tag Data Standard, which lie beside the project and not in it.
@Suite struct EPCVectorTests {
    private struct Vectors: Decodable {
        struct Vector: Decodable {
            var hex: String
            var tagURI: String
            var pureIdentityURI: String
            var gs1ElementString: String?
            var bits: Int?
        }
        struct Edge: Decodable {
            var hex: String
            var decodesTo: String?
        }
        var vectors: [Vector]
        var edgeCases: [Edge]
    }

    private func vectors() throws -> Vectors? {
        guard let folder = Samples.folder else {
            print("skipped: no shared samples for the EPC vectors")
            return nil
        }
        return try JSONDecoder().decode(
            Vectors.self, from: Data(contentsOf: folder.appendingPathComponent("epc-vectors.json")))
    }

    @Test func everyVectorBothWays() throws {
        guard let vectors = try vectors() else { return }
        #expect(vectors.vectors.count == 46)
        for vector in vectors.vectors {
            let bits = try #require(EPCBits(hex: vector.hex))
            let tag = try EPCTag(bits)
            #expect(tag.uri == vector.tagURI)
            #expect(tag.identity.uri == vector.pureIdentityURI)
            if let length = vector.bits { #expect(tag.bits.count == length) }
            // A tag stores whole words or whole digits: the vectors have zeros behind the last bit.
            let hex = tag.bits.hex
            #expect(vector.hex.hasPrefix(hex))
            #expect(vector.hex.dropFirst(hex.count).allSatisfy { $0 == "0" })
            #expect(vector.hex == tag.bits.hex || vector.hex == tag.bits.wordHex)
            #expect(try EPCTag(uri: vector.tagURI) == tag)
            #expect(try EPCIdentity(uri: vector.pureIdentityURI) == tag.identity)
            if let text = vector.gs1ElementString { #expect(tag.identity.elementString == text) }
        }
    }

    @Test func theEdgeCases() throws {
        guard let vectors = try vectors() else { return }
        let edges = Dictionary(uniqueKeysWithValues: vectors.edgeCases.map { ($0.hex, $0.decodesTo) })
        func uri(_ hex: String) throws -> String { try EPCTag(#require(EPCBits(hex: hex))).uri }
        for hex in ["2D14257BF4499602D2000000", "300833B2DDD9014000000000"] {
            #expect(try uri(hex) == edges[hex])
        }
        #expect(throws: EPCProblem.header) { try uri("E28011606000020A6681F23F") }
        // What a decoder that looks at the header alone takes for an SSCC is ASCII.
        #expect(throws: EPCProblem.padding) { try uri("313630323030303120202020") }
        #expect(throws: EPCProblem.header) { try uri("8A450224") }
    }
}
