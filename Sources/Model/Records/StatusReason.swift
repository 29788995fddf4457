/// Why a device has its status: the first of these that holds.
public enum StatusReason: String, Sendable, CaseIterable {
    /// A person said so.
    case manual
    /// It is lent to somebody outside.
    case lent
    /// A plan that keeps it from use is overdue.
    case planOverdue = "plan_overdue"
    /// The readers that would know are down.
    case readersDown = "readers_down"
    /// It was not heard for a day, or never.
    case notHeard = "not_heard"
    /// The rules say so of its unit.
    case unit
    /// A patient is in the same unit.
    case withPatient = "with_patient"
    /// Its unit is a store.
    case store
    /// It has stood there for hours, with no patient.
    case standing
    /// None of these: it is somewhere else, for a short while.
    case passing
}
