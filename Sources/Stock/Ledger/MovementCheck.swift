public import Model

/// Why a movement is not taken: what is wrong, in which field, and what to do.
public struct MovementProblem: Error, Hashable, Sendable {
    /// The kind of case that a device's movement with this problem opens.
    public var kind: StockCase.Kind
    /// The field as scans, CSV columns and options name it.
    public var field: String
    public var what: String
    public var remedy: String

    public init(_ kind: StockCase.Kind, _ field: String, _ what: String, _ remedy: String) {
        self.kind = kind
        self.field = field
        self.what = what
        self.remedy = remedy
    }
}

/// The rules that hold for a movement by itself.
public enum MovementCheck {
    /// Which ends a kind needs.
    static func needs(_ kind: MovementKind) -> (from: Bool, to: Bool) {
        switch kind {
        case .receive, .giveBack, .borrow, .count: (false, true)
        case .issue, .discard, .dispense, .implant, .lend: (true, false)
        case .transfer: (true, true)
        case .adjust, .explant, .reverse: (false, false)
        }
    }

    /// Checks a movement against the catalogue and the time.
    ///
    /// - Parameters:
    ///   - product: what the catalogue has under its product; nil when nothing.
    ///   - place: looks a place up.
    ///   - ageMillisecondsMax: how old it may be when it is recorded; nil for any age.
    /// - Returns: the first thing that is wrong; nil when all is well.
    public static func problem(
        _ movement: Movement, product: Product?, ageMillisecondsMax: Int64?,
        place: (StockPlaceID) throws -> StockPlace?
    ) rethrows -> MovementProblem? {
        guard let product else {
            return MovementProblem(
                .unknownProduct, "product", "the catalogue has no product \(movement.product)",
                "Import it with 'vigie stock import catalogue'")
        }
        if let problem = quantityProblem(movement, product) ?? timeProblem(movement, ageMillisecondsMax) {
            return problem
        }
        return try placeProblem(movement, place)
    }

    private static func quantityProblem(_ movement: Movement, _ product: Product) -> MovementProblem? {
        let least: Int64 = movement.kind == .count ? 0 : 1
        guard (least...Limits.stockQuantityMax).contains(movement.quantity) else {
            return MovementProblem(
                .badQuantity, "quantity", "the quantity \(movement.quantity) cannot be",
                "Give a whole number from \(least) to \(Limits.stockQuantityMax), in \(product.unit)s")
        }
        guard product.keepsSerials, movement.kind != .reverse else { return nil }
        guard movement.serial != .untold else {
            return MovementProblem(
                .badMovement, "serial", "this product is kept by serial number, and none was given",
                "Scan the code that has the serial number")
        }
        guard movement.quantity <= 1 else {
            return MovementProblem(
                .badQuantity, "quantity", "one serial number is one object", "Give 1, and one movement for each object")
        }
        return nil
    }

    private static func timeProblem(_ movement: Movement, _ ageMax: Int64?) -> MovementProblem? {
        let ahead = movement.occurredAt.milliseconds - movement.recordedAt.milliseconds
        guard ahead <= Limits.scanFutureMillisecondsMax else {
            return MovementProblem(
                .badTime, "at", "it happened in the future", "Set the clock of the station, or give the right time")
        }
        if let ageMax, -ahead > ageMax {
            return MovementProblem(
                .badTime, "at", "it happened more than \(ageMax / 86_400_000) days before it was told",
                "Enter it by hand, with its time")
        }
        return nil
    }

    private static func placeProblem(
        _ movement: Movement, _ place: (StockPlaceID) throws -> StockPlace?
    ) rethrows -> MovementProblem? {
        var holds = (from: false, to: false)
        for (id, field) in [(movement.from, "from"), (movement.to, "to")] {
            guard let id else { continue }
            guard let found = try place(id) else {
                return MovementProblem(
                    .unknownPlace, field, "there is no place of stock \(id)",
                    "Import it with 'vigie stock import places'")
            }
            if field == "from" { holds.from = found.kind.holdsStock } else { holds.to = found.kind.holdsStock }
        }
        let needs = needs(movement.kind)
        // A loan goes back the way it came: borrowed goods leave by `borrow`, lent ones return by `lend`.
        let isLoan = movement.kind == .lend || movement.kind == .borrow
        if !isLoan, needs.from, !holds.from {
            return MovementProblem(.badMovement, "from", "no place that holds stock is given", "Say where it leaves")
        }
        if !isLoan, needs.to, !holds.to {
            return MovementProblem(.badMovement, "to", "no place that holds stock is given", "Say where it comes to")
        }
        if movement.kind == .adjust || isLoan, holds.from == holds.to {
            return MovementProblem(
                .badMovement, "from", "one place that holds stock is needed: from or to", "Give one of the two")
        }
        if movement.from != nil, movement.from == movement.to {
            return MovementProblem(.badMovement, "to", "it goes from a place to itself", "Give another place")
        }
        if movement.kind == .implant || movement.kind == .explant, movement.patient == nil {
            return MovementProblem(
                .badMovement, "patient", "no patient is given", "Give the patient's pseudonym")
        }
        return nil
    }
}
