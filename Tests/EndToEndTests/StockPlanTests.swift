import Foundation
import Model
import SimKit
import Testing

/// The commands that plan: what to order, what is foreseen, what was ordered, implants, and EPCIS out and in.
@Suite("The pharmacy's plans by command", .serialized)
struct StockPlanTests {
    private static func at(_ daysAgo: Int) -> String {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000 - Int64(daysAgo) * 86_400_000).rfc3339
    }

    private final class Folder {
        let path: String
        init() throws { path = try TemporaryFolder.make("vigie-plans") }
        deinit { TemporaryFolder.remove(path) }

        @discardableResult
        func vigie(_ arguments: String...) throws -> Outcome {
            try Command.vigie(["stock"] + arguments + ["--data", path + "/data"], in: path)
        }

        func done(_ arguments: String..., file: String = "", text: String = "") throws {
            if !file.isEmpty { try TemporaryFolder.write(text, to: path + "/" + file) }
            let outcome = try Command.vigie(["stock"] + arguments + ["--data", path + "/data"], in: path)
            #expect(outcome.code == 0, "\(arguments): \(outcome)")
        }

        func checked(_ arguments: String...) throws -> JSONValue {
            let outcome = try Command.vigie(["stock"] + arguments + ["--json", "--data", path + "/data"], in: path)
            #expect(outcome.code == 0, "\(arguments): \(outcome)")
            let document = Data(outcome.output.utf8)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [], "\(outcome.output)")
            return outcome.json
        }
    }

    /// Sixty days of fifty every ten days, 25 left.
    private func prepared() throws -> Folder {
        let folder = try Folder()
        try folder.done(
            "import", "catalogue", "c.csv", file: "c.csv",
            text:
                "product,name,criticality,serials,codes\nORD,Ordinary,vital,no,\nHIP,Hip,ordinary,yes,09520123456788\n")
        try folder.done(
            "import", "places", "p.csv", file: "p.csv",
            text: "place,name,kind\npharmacy,Pharmacy,unit\nshelf,Shelf,cabinet\nward,Ward,consumer\n")
        try folder.done("receive", "ORD", "325", "--to", "pharmacy", "--lot", "L1", "--at", Self.at(62))
        for day in stride(from: 60, to: 0, by: -10) {
            try folder.done("issue", "ORD", "50", "--from", "pharmacy", "--to", "ward", "--at", Self.at(day))
        }
        return folder
    }

    @Test("reorder says what and why, in both languages; what is on order counts")
    func reorder() throws {
        let folder = try prepared()
        let before = try folder.checked("reorder")
        let line = before["proposals"][0]
        #expect(line["product"].text == "ORD" && line["reason"].text == "reorder_point")
        #expect(line["usable"].number == 25 && line["service_percent"].number == 99)
        #expect(line["lead_source"].text == "assumed")
        let units = try #require(line["order"].number)
        #expect(units > 0)
        let english = try folder.vigie("reorder", "--lang", "en").output
        #expect(english.contains("demand over lead time") && english.contains("a small order"), "\(english)")
        let french = try folder.vigie("reorder", "--lang", "fr").output
        #expect(french.contains("demande pendant le délai") && french.contains("petite commande"), "\(french)")
        try folder.done("order", "place", "ORD", "\(units)", "--id", "O-1", "--supplier", "maker")
        #expect(try folder.checked("reorder")["proposals"].items.isEmpty)
        let open = try folder.checked("orders")
        #expect(open["orders"][0]["outstanding"].number == units && open["orders"][0]["state"].text == "ordered")
        #expect(try folder.vigie("orders", "--lang", "fr").output.contains("FOURNISSEUR"))
        try folder.done("order", "cancel", "O-1", "--reason", "out of production")
        #expect(try folder.checked("reorder")["proposals"][0]["order"].number == units)
        #expect(try folder.vigie("order", "cancel", "O-9", "--reason", "x").code == 65)
        #expect(try folder.vigie("reorder", "--lead-days", "1,x").code == 64)
    }

    @Test("forecast tells its error; a bin found empty is proposed until it is filled")
    func forecastAndBins() throws {
        let folder = try prepared()
        let forecast = try folder.checked("forecast", "ORD")
        #expect(forecast["forecasts"][0]["method"].text != nil && forecast["forecasts"][0]["trials"].number ?? 0 > 3)
        for (language, word) in [("en", "ERROR"), ("fr", "ERREUR")] {
            #expect(try folder.vigie("forecast", "--lang", language).output.contains(word))
        }
        try folder.done(
            "import", "bins", "b.csv", file: "b.csv", text: "tag,product,place,quantity\nc0ffee000009,ORD,shelf,12\n")
        try folder.done("empty", "C0:FF:EE:00:00:09")
        try folder.done("empty", "C0:FF:EE:00:00:09")
        let asked = try folder.checked("reorder", "--place", "shelf")
        #expect(asked["proposals"].items.count == 1 && asked["proposals"][0]["order"].number == 12)
        #expect(try folder.vigie("reorder", "--place", "shelf", "--lang", "fr").output.contains("bac vide"))
        try folder.done("transfer", "ORD", "12", "--from", "pharmacy", "--to", "shelf")
        #expect(try folder.checked("reorder", "--place", "shelf")["proposals"].items.isEmpty)
    }

    @Test("An implant's card, from the patient and from the serial number; explanted it says so")
    func implants() throws {
        let folder = try prepared()
        try folder.done(
            "import", "makers", "m.csv", file: "m.csv",
            text: "product,model,manufacturer,address,website\nHIP,H-2,Invented Ltd,1 Road,example.org\n")
        let code = "(01)09520123456788(17)280229(10)L7(21)S2"
        try folder.done("receive", code, "1", "--to", "pharmacy", "--at", Self.at(9))
        try folder.done("implant", code, "1", "--from", "pharmacy", "--patient", "PAT-7", "--procedure", "OP-1")
        let found = try folder.checked("implants", "--serial", "S2")["implants"][0]
        #expect(found["patient"].text == "PAT-7" && found["udi"].text == code && found["state"].text == "in_place")
        for (language, word) in [("en", "MANUFACTURER"), ("fr", "FABRICANT")] {
            let card = try folder.vigie("implants", "--patient", "PAT-7", "--card", "--lang", language).output
            #expect(card.contains(word) && card.contains("Invented Ltd") && card.contains(code), "\(card)")
        }
        try folder.done("explant", code, "1", "--patient", "PAT-7")
        #expect(try folder.checked("implants", "--patient", "PAT-7")["implants"][0]["state"].text == "explanted")
        #expect(try folder.vigie("implants", "--patient", "PAT-9").code == 1)
    }

    @Test("What one folder exports as EPCIS another captures: the same balances, and the same document out again")
    func epcis() throws {
        let folder = try prepared()
        let exported = try Command.vigie(["export", "epcis", "--data", folder.path + "/data"], in: folder.path)
        #expect(exported.code == 0)
        let other = try Folder()
        try other.done(
            "import", "catalogue", "c.csv", file: "c.csv", text: "product,name\nORD,Ordinary\nHIP,Hip\n")
        try other.done(
            "import", "places", "p.csv", file: "p.csv", text: "place,kind\npharmacy,unit\nward,consumer\n")
        try other.done("capture", "e.json", file: "e.json", text: exported.output)
        #expect(try other.checked("levels", "ORD")["levels"][0]["quantity"].number == 25)
        #expect(try other.checked("capture", "e.json")["already_recorded"].number == 7)
        let again = try Command.vigie(["export", "epcis", "--data", other.path + "/data"], in: other.path)
        let ids = { (text: String) in
            Set((JSONValue(text: text) ?? .nothing)["epcisBody"]["eventList"].items.compactMap { $0["eventID"].text })
        }
        #expect(ids(again.output) == ids(exported.output) && ids(again.output).count == 7)
        try TemporaryFolder.write("{}", to: other.path + "/bad.json")
        let refused = try other.vigie("capture", "bad.json")
        #expect(refused.code == 65 && refused.errors.contains("document"), "\(refused)")
    }
}
