import Model

/// `ibeacon:…` and `eddystone:…`.
struct BeaconCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard let scheme = Self.scheme(text) else { return nil }
        var found = ScannedCode(text.code, scheme)
        guard let (id, kind) = TagIdentifier.canonical(text.text) else {
            found.add(.syntax)
            return found
        }
        found.tag = id
        found.tagKind = kind
        let parts = id.rawValue.split(separator: ":").map(String.init)
        let names: [ScannedCode.Detail] = scheme == .ibeacon ? [.uuid, .major, .minor] : [.namespace, .instance]
        for (name, value) in zip(names, parts.dropFirst()) { found.add(name, value) }
        return found
    }

    private static func scheme(_ text: ScannedText) -> ScannedCode.Scheme? {
        if text.begins("ibeacon:") { return .ibeacon }
        return text.begins("eddystone:") || text.begins("eddy:") ? .eddystone : nil
    }
}

/// The addresses of radio devices: 12 hex digits of a Bluetooth MAC, 16 of a devEUI or of an HF tag.
struct AddressCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard let (id, kind) = TagIdentifier.canonical(text.text) else { return nil }
        var found: ScannedCode
        switch kind {
        case .ble:
            guard let address = BluetoothAddress(text.text) else { return nil }
            found = ScannedCode(text.code, .mac)
            found.add(.addressKind, address.kindText)
            found.add(.organisation, address.organisation)
            // Either never a manufacturer's, or perhaps not.
            if address.randomKind != nil { found.add(.randomAddress) }
        case .loraWAN:
            guard let bits = EPCBits(hex: id.rawValue) else { return nil }
            // An EUI-64 that begins with E0 exists as well, but no LoRaWAN maker has it.
            if let maker = ChipIdentity.manufacturer15693(bits) {
                found = ScannedCode(text.code, .iso15693)
                found.add(.manufacturer, maker)
            } else {
                found = ScannedCode(text.code, .devEUI)
                found.add(.organisation, String(bits.hex.prefix(6)))
            }
        default: return nil
        }
        found.tag = id
        found.tagKind = kind
        return found
    }
}
