public import Model

/// A book in memory: for tests, simulators and what-if questions. It keeps everything.
///
/// - Complexity: an insert is O(entries of the slot after it).
public struct MemoryBook: LedgerBook, Sendable {
    private var products: [ProductID: Product] = [:]
    private var stockPlaces: [StockPlaceID: StockPlace] = [:]
    public private(set) var movements: [Movement] = []
    private var numberOfEvent: [StockEventID: Int] = [:]
    private var reversals: [StockEventID: StockEventID] = [:]
    private var keys: [StockSlot: SlotKey] = [:]
    private var timelines: [Timeline] = []
    private var lots: [LotKey: Lot] = [:]
    private var lotClaims: [LotKey: [ExpiryClaim]] = [:]
    private var caseOfID: [String: StockCase] = [:]
    private var lotDecisions: [StockEventID: LotDecision] = [:]
    private var excursionOfID: [String: Excursion] = [:]
    private var sweeps: [Sweep] = []

    private struct LotKey: Hashable {
        var product: ProductID
        var number: LotNumber
    }

    private struct Timeline: Sendable {
        var slot: StockSlot
        var entries: [LedgerEntry] = []
        var balance: Int64 = 0

        /// The first entry that is not before a position.
        func index(_ position: LedgerPosition) -> Int {
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].position < position { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    public init(products: [Product], places: [StockPlace]) {
        for product in products { self.products[product.id] = product }
        for place in places { stockPlaces[place.id] = place }
    }

    // MARK: What it says

    /// Every slot that ever had an entry, with its balance, in no particular order.
    public var balances: [StockSlot: Int64] {
        var balances: [StockSlot: Int64] = [:]
        for timeline in timelines where !timeline.entries.isEmpty { balances[timeline.slot] = timeline.balance }
        return balances
    }

    /// Every lot that was named, in no particular order.
    public var allLots: [Lot] { Array(lots.values) }
    /// Every case, withdrawn ones too, in no particular order.
    public var allCases: [StockCase] { Array(caseOfID.values) }

    /// A slot's entries in order.
    public func timeline(_ slot: StockSlot) -> [LedgerEntry] {
        keys[slot].map { timelines[Int($0.rawValue)].entries } ?? []
    }

    /// Slots whose balance is not the sum of what their entries changed, or whose entries do not follow each other.
    public var unconserved: [StockSlot] {
        timelines.filter { timeline in
            var balance: Int64 = 0
            for entry in timeline.entries {
                var expected = entry
                expected.follow(balance)
                guard expected == entry else { return true }
                balance = entry.balance
            }
            return balance != timeline.balance
        }.map(\.slot)
    }

    // MARK: LedgerBook

    /// See ``LedgerBook``.
    public func product(_ id: ProductID) -> Product? { products[id] }
    /// See ``LedgerBook``.
    public func place(_ id: StockPlaceID) -> StockPlace? { stockPlaces[id] }

    /// See ``LedgerBook``.
    public func movement(_ event: StockEventID) -> (number: MovementNumber, movement: Movement)? {
        numberOfEvent[event].map { (MovementNumber(Int64($0 + 1)), movements[$0]) }
    }

    /// See ``LedgerBook``.
    public func movement(_ number: MovementNumber) -> Movement? {
        let index = Int(number.rawValue) - 1
        return movements.indices.contains(index) ? movements[index] : nil
    }

    /// See ``LedgerBook``.
    public func reversal(of event: StockEventID) -> StockEventID? { reversals[event] }

    /// See ``LedgerBook``.
    public mutating func append(_ movement: Movement) -> MovementNumber {
        numberOfEvent[movement.event] = movements.count
        if let target = movement.reverses { reversals[target] = movement.event }
        movements.append(movement)
        return MovementNumber(Int64(movements.count))
    }

    /// See ``LedgerBook``.
    public func movements(of product: ProductID, lot: LotNumber) -> [Movement] {
        movements.filter { $0.product == product && $0.lot == lot }
    }

    /// See ``LedgerBook``.
    public func movements(of product: ProductID, serial: SerialNumber) -> [Movement] {
        movements.filter { $0.product == product && $0.serial == serial }
    }

    /// See ``LedgerBook``.
    public mutating func slotKey(_ slot: StockSlot) -> SlotKey {
        if let key = keys[slot] { return key }
        let key = SlotKey(Int64(timelines.count))
        keys[slot] = key
        timelines.append(Timeline(slot: slot))
        return key
    }

    /// See ``LedgerBook``.
    public func entry(before position: LedgerPosition, in slot: SlotKey) -> LedgerEntry? {
        let timeline = timelines[Int(slot.rawValue)]
        let index = timeline.index(position)
        return index > 0 ? timeline.entries[index - 1] : nil
    }

    /// See ``LedgerBook``.
    public func entries(from position: LedgerPosition, in slot: SlotKey, limit: Int) -> [LedgerEntry] {
        let timeline = timelines[Int(slot.rawValue)]
        return Array(timeline.entries[timeline.index(position)...].prefix(limit))
    }

    public func count(after position: LedgerPosition, in slot: SlotKey) -> LedgerEntry? {
        let timeline = timelines[Int(slot.rawValue)]
        return timeline.entries[timeline.index(position.next)...].first(where: \.isCount)
    }

    /// See ``LedgerBook``.
    public mutating func insert(_ entry: LedgerEntry, in slot: SlotKey) -> Bool {
        let timeline = timelines[Int(slot.rawValue)]
        let place = timeline.index(entry.position)
        if place < timeline.entries.count, timeline.entries[place].position == entry.position { return false }
        timelines[Int(slot.rawValue)].entries.insert(entry, at: place)
        return true
    }

    /// See ``LedgerBook``.
    public mutating func update(_ entry: LedgerEntry, in slot: SlotKey) {
        let place = timelines[Int(slot.rawValue)].index(entry.position)
        timelines[Int(slot.rawValue)].entries[place] = entry
    }

    /// See ``LedgerBook``.
    public mutating func setBalance(_ balance: Int64, lastAt: Instant, of slot: SlotKey) {
        timelines[Int(slot.rawValue)].balance = balance
    }

    /// See ``LedgerBook``.
    public func holdings(
        of product: ProductID, serial: SerialNumber
    ) -> [(place: StockPlaceID, balance: Int64, lastAt: Instant)] {
        timelines.filter { $0.slot.product == product && $0.slot.serial == serial && $0.balance > 0 }
            .map { ($0.slot.place, $0.balance, $0.entries.last?.position.occurredAt ?? .distantPast) }
            .sorted { $0.0 < $1.0 }
    }

    /// See ``LedgerBook``.
    public func slots(of product: ProductID, lot: LotNumber) -> [(key: SlotKey, slot: StockSlot)] {
        keys.filter { $0.key.product == product && $0.key.lot == lot }.map { ($0.value, $0.key) }
            .sorted { $0.0 < $1.0 }
    }

    /// See ``LedgerBook``.
    public func objects(at place: StockPlaceID, since: Instant) -> [(key: SlotKey, slot: StockSlot)] {
        keys.filter { slot, key in
            let timeline = timelines[Int(key.rawValue)]
            guard slot.place == place, slot.serial != .untold else { return false }
            return timeline.balance != 0 || (timeline.entries.last?.position.occurredAt ?? .distantPast) >= since
        }.map { ($0.value, $0.key) }.sorted { $0.0 < $1.0 }
    }

    /// See ``LedgerBook``.
    public func lot(_ product: ProductID, _ number: LotNumber) -> Lot? {
        lots[LotKey(product: product, number: number)]
    }

    /// See ``LedgerBook``.
    public mutating func put(_ lot: Lot) { lots[LotKey(product: lot.product, number: lot.number)] = lot }

    /// See ``LedgerBook``.
    public func claims(_ product: ProductID, _ number: LotNumber) -> [ExpiryClaim] {
        lotClaims[LotKey(product: product, number: number)] ?? []
    }

    /// See ``LedgerBook``.
    public mutating func put(_ claim: ExpiryClaim, _ product: ProductID, _ number: LotNumber) {
        let key = LotKey(product: product, number: number)
        lotClaims[key, default: []].removeAll { $0.expiry == claim.expiry }
        lotClaims[key, default: []].append(claim)
    }

    /// See ``LedgerBook``.
    public func decisions(_ product: ProductID, lot: LotNumber, serial: SerialNumber) -> [LotDecision] {
        lotDecisions.values.filter { $0.product == product && $0.lot == lot && $0.serial == serial }
    }

    /// See ``LedgerBook``.
    public mutating func put(_ decision: LotDecision) { lotDecisions[decision.event] = decision }
    /// See ``LedgerBook``.
    public mutating func removeDecision(_ event: StockEventID) { lotDecisions[event] = nil }

    /// Keeps an excursion.
    public mutating func put(_ excursion: Excursion) { excursionOfID[excursion.id] = excursion }

    /// See ``LedgerBook``.
    public func excursions(at place: StockPlaceID, endingAfter instant: Instant) -> [Excursion] {
        excursionOfID.values.filter { $0.place == place && $0.to > instant }.sorted { $0.id < $1.id }
    }

    /// See ``LedgerBook``.
    public func sweep(of place: StockPlaceID, from instant: Instant) -> Sweep? {
        sweeps.filter { $0.place == place && $0.occurredAt >= instant }
            .min { ($0.occurredAt, $0.event) < ($1.occurredAt, $1.event) }
    }

    /// See ``LedgerBook``.
    public func sweep(of place: StockPlaceID, before instant: Instant) -> Sweep? {
        sweeps.filter { $0.place == place && $0.occurredAt < instant }
            .max { ($0.occurredAt, $0.event) < ($1.occurredAt, $1.event) }
    }

    /// See ``LedgerBook``.
    public mutating func put(_ sweep: Sweep) {
        sweeps.removeAll { $0.event == sweep.event }
        sweeps.append(sweep)
    }

    /// See ``LedgerBook``.
    public func stockCase(_ id: String) -> StockCase? { caseOfID[id] }
    /// See ``LedgerBook``.
    public mutating func put(_ stockCase: StockCase) { caseOfID[stockCase.id] = stockCase }

    /// See ``LedgerBook``.
    public func cases(_ kind: StockCase.Kind, of slot: StockSlot) -> [StockCase] {
        caseOfID.values.filter {
            $0.kind == kind && $0.product == slot.product && $0.place == slot.place && ($0.lot ?? .untold) == slot.lot
                && ($0.serial ?? .untold) == slot.serial
        }.sorted { $0.id < $1.id }
    }

    /// See ``LedgerBook``.
    public func cases(_ kind: StockCase.Kind, of product: ProductID, lot: LotNumber) -> [StockCase] {
        caseOfID.values.filter { $0.kind == kind && $0.product == product && ($0.lot ?? .untold) == lot }
            .sorted { $0.id < $1.id }
    }
}
