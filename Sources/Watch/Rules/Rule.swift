public import Model

/// A rule's name, as in topics: `[A-Za-z0-9_.-]{1,64}`.
public struct RuleID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A condition over fences, kinds and schedules, as a person wrote it; it may name what the site has not.
public struct Rule: Hashable, Sendable {
    public var id: RuleID
    public var condition: Condition
    /// Whom it concerns; an empty one concerns everything.
    public var who = Selector()
    /// When it holds; nil for always.
    public var hours: Schedule?
    public var severity = AlarmSeverity.warning
    /// Below this confidence of the place, 0–1, the alarm is one to check. Default 0.7.
    public var confidence: Float = 0.7
    public var timers = FenceTimers()
    /// Other timers for some trackables, or for what some providers say, as omlox lets both have their own. The first
    /// one for a trackable counts, else the first one for the provider of its last location, else ``timers``.
    public var timersFor: [TimersFor] = []
    /// Whether what is inside when it is first seen, or when the rule is new, counts as entering. Default true.
    public var countsInsideAtStart = true
    public var escort: Escort?
    /// An alarm that nobody acknowledged for so long is told again; nil for never.
    public var escalateAfterMilliseconds: Int64?
    /// Alarms told in an hour at most; more are kept, counted and told as one. Default 60.
    public var limitPerHour = 60
    /// Who is to be told, carried in the alarm as it is; empty for nobody in particular.
    public var notify = ""

    /// When something is told that holds since an instant: then, or when the rule's hours begin next; nil for never.
    func toldAt(_ since: Int64, _ calendar: SiteCalendar) -> Int64? {
        guard let hours, !hours.holds(Instant(milliseconds: since), calendar) else { return since }
        return hours.nextStart(after: Instant(milliseconds: since), calendar)?.milliseconds
    }

    /// A rule with the severity that its condition asks for.
    public init(_ id: RuleID, _ condition: Condition) {
        self.id = id
        self.condition = condition
        severity = condition.defaultSeverity
    }
}

/// What a rule waits for.
public enum Condition: Hashable, Sendable {
    /// It comes into the region.
    case enter(Region)
    /// It leaves the region.
    case exit(Region)
    /// It is in the region for so long.
    case dwell(Region, milliseconds: Int64)
    /// It is next to the region, in a unit with a way into it, and no more than so many metres from it where its
    /// position is known.
    case approach(Region, metres: Double)
    /// It is as near to one of the others: a moving zone. The same unit when `metres` is nil.
    case near(Selector, metres: Double?, milliseconds: Int64)
    /// Its tag says that it happened: a fall, an SOS, a button, a cut strap.
    case event(TagEvent)
    /// Its tag was not heard for so long.
    case silent(milliseconds: Int64)
    /// Its tag measures less, or more, for so long. Degrees Celsius; the limits themselves are allowed.
    case temperature(below: Float?, above: Float?, milliseconds: Int64)
    /// Its battery is below so many percent.
    case battery(belowPercent: Float)
    /// A reader is silent or offline for so long.
    case readerDown(milliseconds: Int64)
    /// Fewer than so many are there, for so long: per unit, per level or in all of the region.
    case par(Region, target: Int, per: ParScope, milliseconds: Int64)

    /// As `rules.yaml` and alarms name it.
    public var name: String {
        switch self {
        case .enter: "enter"
        case .exit: "exit"
        case .dwell: "dwell"
        case .approach: "approach"
        case .near: "near"
        case .event(let event): event.rawValue
        case .silent: "silent"
        case .temperature: "temperature"
        case .battery: "battery"
        case .readerDown: "reader_down"
        case .par: "par"
        }
    }

    /// Every name, in the order of the reference.
    public static let names =
        ["enter", "exit", "dwell", "approach", "near"] + TagEvent.allCases.map(\.rawValue)
        + ["silent", "temperature", "battery", "reader_down", "par"]

    /// Critical for what a person may need help with.
    public var defaultSeverity: AlarmSeverity {
        switch self {
        case .event(let event): event == .button ? .warning : .critical
        case .battery, .par: .info
        default: .warning
        }
    }

    /// The region that it looks at; nil when it looks at none.
    public var region: Region? {
        switch self {
        case .enter(let region), .exit(let region), .dwell(let region, _), .approach(let region, _),
            .par(let region, _, _, _):
            region
        default: nil
        }
    }
}

/// What a tag can say of itself or of who wears it. Vigie relays it and diagnoses nothing.
public enum TagEvent: String, Sendable, CaseIterable {
    case fall, sos, button, tamper

    var flag: Observation.Events {
        switch self {
        case .fall: .fall
        case .sos: .sos
        case .button: .button
        case .tamper: .tamper
        }
    }
}

/// Over what a PAR level is counted.
public enum ParScope: String, Sendable, CaseIterable {
    case unit, level, all
}

/// Which trackables: all lists that are not empty have to hold it.
public struct Selector: Hashable, Sendable {
    public var kinds: [TrackableKind]
    /// The registry's categories, in any case.
    public var categories: [String]
    public var models: [String]
    public var ids: [TrackableID]
    /// These never, whatever else is said: a patient who may go out alone.
    public var except: [TrackableID]

    /// A selector; without arguments it holds everything.
    public init(
        kinds: [TrackableKind] = [], categories: [String] = [], models: [String] = [], ids: [TrackableID] = [],
        except: [TrackableID] = []
    ) {
        self.kinds = kinds
        self.categories = categories
        self.models = models
        self.ids = ids
        self.except = except
    }

    /// Whether it holds everything.
    public var isEmpty: Bool { kinds.isEmpty && categories.isEmpty && models.isEmpty && ids.isEmpty && except.isEmpty }
}

/// A place as a rule names it: the union of its parts.
public struct Region: Hashable, Sendable {
    /// Units by id or by name.
    public var units: [String] = []
    /// IMDF categories of units, verbatim.
    public var categories: [String] = []
    /// Levels by id, name or short name: with `categories` or `units` it narrows them, alone it means all of their
    /// units.
    public var levels: [String] = []
    /// Categories of levels, verbatim; narrows like `levels`.
    public var levelCategories: [String] = []
    public var shapes: [RegionShape] = []
    /// The unit that the registry assigns to the trackable.
    public var isAssignedUnit = false

    public init() {}

    /// Whether it names nothing.
    public var isEmpty: Bool {
        units.isEmpty && categories.isEmpty && levels.isEmpty && levelCategories.isEmpty && shapes.isEmpty
            && !isAssignedUnit
    }
}

/// A circle or polygon of a region, in metres of the building's frame.
public struct RegionShape: Hashable, Sendable {
    /// Level by id, name or short name.
    public var level: String
    /// One point and a radius, or three points and more.
    public var points: [[Double]]
    public var radiusMetres: Double?

    /// A shape; a circle when it has a radius.
    public init(level: String, points: [[Double]], radiusMetres: Double? = nil) {
        self.level = level
        self.points = points
        self.radiusMetres = radiusMetres
    }
}

/// Omlox's four timers of a fence, with its names and meaning (schema `Fence`, omlox Hub API 2.0). They act where
/// positions or reads are followed one by one; nil and 0 switch one off.
public struct FenceTimers: Hashable, Sendable {
    /// A location expires after so long without another, which is an exit. Nil: never.
    public var timeoutMilliseconds: Int64?
    /// What was inside stays inside while it is at most so far from the fence.
    public var exitToleranceMetres: Double = 0
    /// After so long outside, but within the tolerance, it is an exit anyway. Nil: never.
    public var toleranceTimeoutMilliseconds: Int64?
    /// An imminent exit waits so long for another location, which may show it inside again.
    public var exitDelayMilliseconds: Int64 = 0

    public init() {}

    /// Whether all four are off.
    public var isEmpty: Bool { self == FenceTimers() }
}

/// Timers of some trackables, or of what some providers say, in place of the rule's own: all four of them.
public struct TimersFor: Hashable, Sendable {
    /// Unused with ``providers``.
    public var who: Selector
    /// What omlox calls location providers, as far as a read knows its own: ``positionProvider``, a kind of reader, or
    /// a reader's id. Empty for timers of trackables.
    public var providers: [String] = []
    public var timers: FenceTimers

    /// Every ready-made position: which system gave it is not kept with it.
    public static let positionProvider = "position"

    /// Timers of some trackables.
    public init(_ who: Selector, _ timers: FenceTimers) {
        self.who = who
        self.timers = timers
    }

    /// Timers of what some providers say.
    public init(providers: [String], _ timers: FenceTimers) {
        who = Selector()
        self.providers = providers
        self.timers = timers
    }
}

extension TimersFor: CustomDebugStringConvertible {
    /// As it was before there were providers: a rule without them keeps its mark, and so its alarms, over an upgrade.
    public var debugDescription: String {
        let providers = providers.isEmpty ? "" : ", providers: \(providers)"
        return "Watch.TimersFor(who: \(String(reflecting: who))\(providers), timers: \(String(reflecting: timers)))"
    }
}

/// Who may take somebody through: within a time around the crossing, in the place that is crossed into.
public struct Escort: Hashable, Sendable {
    public var who: Selector
    /// How long before the crossing the escort may have gone through, and how long after it may follow. Default 30 s
    /// and 20 s.
    public var beforeMilliseconds: Int64 = 30_000
    public var followMilliseconds: Int64 = 20_000
    /// How many each escort clears at one crossing. Default 1.
    public var clears = 1

    public init(_ who: Selector) {
        self.who = who
    }
}
