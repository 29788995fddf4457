/// The words before the EPC in a UHF tag's memory bank 01: a check sum and the protocol control word.
///
/// Some readers report them with the EPC. The control word says how long the EPC is, and whether it is one: its toggle
/// bit means a code of ISO 17367's families instead, named by an application family identifier.
struct EPCBank {
    let protocolControl: UInt16
    /// What follows, as long as the control word says.
    let bits: EPCBits
    /// The application family identifier when the toggle bit is set.
    var familyIdentifier: UInt8? {
        protocolControl & 0x0100 == 0 ? nil : UInt8(truncatingIfNeeded: protocolControl)
    }

    /// Takes off the words before the EPC; nil when none stand there: the control word's length must be that of the
    /// rest.
    init?(_ memory: EPCBits) {
        for skipped in [0, 16] where memory.count > skipped + 16 {
            let control = UInt16(memory.value(at: skipped, bits: 16))
            let length = Int(control >> 11) * 16
            let start = skipped + 16
            guard length > 0, memory.count == start + length else { continue }
            // Behind a check sum, which nothing marks, only an EPC is believed.
            guard skipped == 0 || control & 0x0100 == 0 else { continue }
            var bits = EPCBits()
            for position in stride(from: start, to: memory.count, by: 16) {
                bits.append(memory.value(at: position, bits: 16), bits: 16)
            }
            protocolControl = control
            self.bits = bits
            return
        }
        return nil
    }
}
