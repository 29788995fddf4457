/// A tag that measures a place of stock, and what the place may have.
public struct TemperatureSensor: Hashable, Sendable {
    /// How long a place may be out of its limits when nothing else is told: a door that is open for a minute sets no
    /// lot aside.
    public static let toleratedMinutesDefault = 15
    /// More is no tolerance.
    public static let toleratedMinutesMax = 7 * 24 * 60

    public var tag: TagID
    public var place: StockPlaceID
    /// What the place may have, degrees Celsius, both ends included.
    public var celsius: ClosedRange<Double>
    /// A shorter time outside is no excursion, minutes.
    public var toleratedMinutes: Int

    public init(
        tag: TagID, place: StockPlaceID, celsius: ClosedRange<Double>,
        toleratedMinutes: Int = toleratedMinutesDefault
    ) {
        self.tag = tag
        self.place = place
        self.celsius = celsius
        self.toleratedMinutes = toleratedMinutes
    }
}

/// What a sensor measured in a slot of five minutes: its lowest and its highest temperature.
///
/// Readings of one slot join by lowest and highest, so the same readings in any order, however often each came, make
/// the same slot.
public struct TemperatureSlot: Hashable, Sendable {
    public static let milliseconds: Int64 = 300_000

    /// Slots since 1970.
    public var number: Int64
    /// Degrees Celsius, in hundredths.
    public var celsius: ClosedRange<Double>

    public init(number: Int64, celsius: ClosedRange<Double>) {
        self.number = number
        self.celsius = celsius
    }

    /// The number of the slot that holds an instant.
    public static func number(_ instant: Instant) -> Int64 {
        let (quotient, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: milliseconds)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// Degrees to the hundredth: what a sensor says as 8.1 is not above 8.1.
    public static func hundredths(_ celsius: Float) -> Double { (Double(celsius) * 100).rounded() / 100 }

    /// Its first instant.
    public var start: Instant { Instant(milliseconds: number * Self.milliseconds) }
    /// The first instant after it.
    public var end: Instant { Instant(milliseconds: (number + 1) * Self.milliseconds) }
}

/// What a message said of a sensor's temperature.
public struct TemperatureReading: Hashable, Sendable {
    public var tag: TagID
    public var slot: TemperatureSlot

    public init(tag: TagID, slot: TemperatureSlot) {
        self.tag = tag
        self.slot = slot
    }
}
