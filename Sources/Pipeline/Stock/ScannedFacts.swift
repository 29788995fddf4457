import Decode
import Model

/// What a code tells the stock.
struct ScannedFacts {
    var scheme: ScannedCode.Scheme
    var problems: [ScannedCode.Problem] = []
    var gtin: String?
    var product: String?
    /// See ``ScannedCode/productKey``.
    var productKey: String?
    var lot: String?
    var serial: String?
    var expiry: CalendarDay?
    var quantity: Int?

    var isValid: Bool { problems.allSatisfy(\.kind.isRemark) }

    /// Reads a code: at once where it is of a common form and valid, else whatever it is.
    init(_ code: String, year: Int) {
        var text = code
        let quick = text.withUTF8 { bytes in
            CodeReader.read(bytes, year: year).map { ScannedFacts($0, bytes) }
        }
        self = quick ?? ScannedFacts(CodeRecogniser.read(code, year: year, withLink: false))
    }

    private init(_ reading: CodeReading, _ bytes: UnsafeBufferPointer<UInt8>) {
        scheme = reading.scheme
        gtin = reading.gtin
        product = CodeReading.text(reading.product, bytes)
        // A line of the list of reimbursed devices is no product of one maker.
        if scheme != .lpp { productKey = gtin ?? CodeReading.text(reading.deviceIdentifier, bytes) ?? product }
        lot = CodeReading.text(reading.lot, bytes)
        serial = reading.serialText(bytes)
        expiry = reading.expiry
        quantity = reading.quantity
    }

    private init(_ scanned: ScannedCode) {
        scheme = scanned.scheme
        problems = scanned.problems
        gtin = scanned.gtin
        product = scanned.product
        productKey = scanned.productKey
        lot = scanned.lot
        serial = scanned.serial
        expiry = scanned.expiry.flatMap { CalendarDay($0) }
        quantity = scanned.quantity
    }

    /// The names under which the catalogue may know it, the surest first.
    func names(_ code: String) -> [String] {
        var names: [String] = []
        if let gtin { names.append(gtin) }
        // The product of one maker, before a number that two makers may have.
        if let key = productKey, key != gtin, key != product { names.append(scheme.rawValue + ":" + key) }
        if let product {
            names.append(scheme.rawValue + ":" + product)
            names.append(product)
        }
        names.append(code)
        return names
    }
}
