extension ContentHash {
    /// The pharmacy's tables. What was recorded when, and by which row number, is left out: it is of the order of
    /// arrival, not of what is true.
    static let stockTables: [(name: String, sql: String)] = [
        (
            "stock_product",
            """
            SELECT id, name, unit, criticality, reorder_level, order_quantity, price_milli, keeps_serials, celsius_min,
                celsius_max
            FROM stock_product ORDER BY id
            """
        ),
        (
            "stock_code",
            "SELECT c.code, p.id, c.units FROM stock_code c JOIN stock_product p ON p.key = c.product ORDER BY c.code"
        ),
        ("stock_place", "SELECT id, name, kind, unit, x, y, trackable, owner FROM stock_place ORDER BY id"),
        (
            "stock_lot",
            """
            SELECT p.id, l.number, l.expiry, l.status, l.status_reason, l.out_of_range
            FROM stock_lot l JOIN stock_product p ON p.key = l.product ORDER BY p.id, l.number
            """
        ),
        (
            "stock_movement",
            """
            SELECT m.event, m.kind, p.id, m.lot, m.serial, m.expiry, f.id, t.id, m.quantity, m.occurred_at, m.actor,
                m.device, m.reason, m.patient, m.procedure, m.reference, m.partner, m.reverses
            FROM stock_movement m LEFT JOIN stock_product p ON p.key = m.product
            LEFT JOIN stock_place f ON f.key = m.from_place LEFT JOIN stock_place t ON t.key = m.to_place
            ORDER BY m.event
            """
        ),
        (
            "stock_slot",
            """
            SELECT p.id, s.lot, s.serial, l.id, s.balance
            FROM stock_slot s JOIN stock_product p ON p.key = s.product JOIN stock_place l ON l.key = s.place
            WHERE s.last_at IS NOT NULL ORDER BY p.id, s.lot, s.serial, l.id
            """
        ),
        (
            "stock_case",
            """
            SELECT id, kind, product, lot, serial, place, event, occurred_at, quantity, detail, owner, state, resolution
            FROM stock_case WHERE state <> 'withdrawn' ORDER BY id
            """
        ),
        (
            "stock_recall",
            """
            SELECT r.id, p.id, r.lot, r.serial, r.reason, r.closed_at IS NULL, r.proof, r.withdrawn
            FROM stock_recall r JOIN stock_product p ON p.key = r.product ORDER BY r.id
            """
        ),
        (
            "stock_loan",
            """
            SELECT l.id, l.partner, l.lent, p.id, l.quantity, l.due, l.state, l.note
            FROM stock_loan l JOIN stock_product p ON p.key = l.product ORDER BY l.id
            """
        ),
        (
            "stock_reservation",
            """
            SELECT r.id, p.id, r.lot, l.id, r.quantity, r.purpose, r.until FROM stock_reservation r
            JOIN stock_product p ON p.key = r.product JOIN stock_place l ON l.key = r.place ORDER BY r.id
            """
        ),
        (
            "stock_decision",
            """
            SELECT d.event, p.id, d.lot, d.serial, d.at, d.status, d.reason
            FROM stock_decision d JOIN stock_product p ON p.key = d.product ORDER BY d.event
            """
        ),
        (
            "stock_sweep",
            """
            SELECT l.id, w.occurred_at, w.event, w.device
            FROM stock_sweep w JOIN stock_place l ON l.key = w.place ORDER BY l.id, w.occurred_at, w.event
            """
        ),
        (
            "stock_excursion",
            """
            SELECT e.id, l.id, e.from_at, e.to_at, e.celsius_min, e.celsius_max
            FROM stock_excursion e JOIN stock_place l ON l.key = e.place ORDER BY e.id
            """
        ),
        (
            "stock_sensor",
            """
            SELECT s.tag, l.id, s.celsius_min, s.celsius_max, s.tolerated_minutes, s.to_at IS NULL
            FROM stock_sensor s JOIN stock_place l ON l.key = s.place ORDER BY s.tag, s.key
            """
        ),
        (
            "stock_temperature",
            """
            SELECT s.tag, t.number, t.celsius_min, t.celsius_max
            FROM stock_temperature t JOIN stock_sensor s ON s.key = t.sensor ORDER BY s.tag, s.key, t.number
            """
        ),
        (
            "stock_order",
            """
            SELECT o.event, o.kind, o.reference, p.id, l.id, o.quantity, o.occurred_at, o.actor, o.device, o.supplier,
                o.note
            FROM stock_order o JOIN stock_product p ON p.key = o.product LEFT JOIN stock_place l ON l.key = o.place
            ORDER BY o.event
            """
        ),
        (
            "stock_bin",
            """
            SELECT b.tag, p.id, l.id, b.quantity, b.reader FROM stock_bin b JOIN stock_product p ON p.key = b.product
            JOIN stock_place l ON l.key = b.place ORDER BY b.tag
            """
        ),
        (
            "stock_target",
            """
            SELECT p.id, l.id, t.low, t.high FROM stock_target t JOIN stock_product p ON p.key = t.product
            JOIN stock_place l ON l.key = t.place ORDER BY p.id, l.id
            """
        ),
        (
            "stock_maker",
            """
            SELECT p.id, m.model, m.manufacturer, m.address, m.website
            FROM stock_maker m JOIN stock_product p ON p.key = m.product ORDER BY p.id
            """
        ),
        ("stock_event", "SELECT id, is_error, occurred_at, json, context FROM stock_event ORDER BY id, is_error"),
    ]
}
