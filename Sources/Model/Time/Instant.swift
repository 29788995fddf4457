/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored (POSIX time).
///
/// The core never asks a clock for one: instants come in with messages or as arguments.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch; negative before 1970.
    public var milliseconds: Int64

    @inlinable
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Before everything that Vigie ever stores.
    public static let distantPast = Instant(milliseconds: .min / 4)
    /// After everything.
    public static let distantFuture = Instant(milliseconds: .max / 4)

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This instant moved by a number of milliseconds.
    @inlinable
    public func advanced(byMilliseconds delta: Int64) -> Instant {
        Instant(milliseconds: milliseconds + delta)
    }

    /// Seconds from `earlier` to this instant; negative when `earlier` is later.
    @inlinable
    public func seconds(since earlier: Instant) -> Double {
        Double(milliseconds - earlier.milliseconds) / 1000
    }
}
