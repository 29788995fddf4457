/// A way in which a make of reader speaks. Each one has a file of its own under `Dialects/`.
public enum Dialect: String, CaseIterable, Sendable {
    /// Our own topics (DESIGN 5.2).
    case native
    /// ESPresense nodes: ESP32 boards that hear BLE.
    case espresense
    /// Impinj R700 UHF readers, the IoT device interface.
    case impinj
    /// Minew BLE gateways, JSON-LONG.
    case minew

    /// Whether one message may carry many observations, and so be larger.
    var takesArrays: Bool { self != .espresense }
}
