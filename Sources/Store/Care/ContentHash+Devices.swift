extension ContentHash {
    /// What people keep about devices, and the silences. When it was entered is left out.
    static let deviceTables: [(name: String, sql: String)] = [
        (
            "silence",
            """
            SELECT t.id, s.from_at, s.to_at FROM silence s JOIN trackable t ON t.key = s.track ORDER BY t.id, s.from_at
            """
        ),
        (
            "dark_unit",
            "SELECT u.id, d.from_at, d.to_at FROM dark_unit d JOIN unit u ON u.key = d.unit ORDER BY u.id, d.from_at"
        ),
        (
            "device_override",
            """
            SELECT t.id, o.status, o.from_at, o.until_at, o.role, o.note
            FROM device_override o JOIN trackable t ON t.key = o.track ORDER BY o.number
            """
        ),
        (
            "device_plan",
            """
            SELECT t.id, p.name, p.days, p.hours_in_use, p.start_at, p.blocks
            FROM device_plan p JOIN trackable t ON t.key = p.track ORDER BY t.id, p.name
            """
        ),
        (
            "device_done",
            """
            SELECT t.id, d.plan, d.at, d.role, d.note
            FROM device_done d JOIN trackable t ON t.key = d.track ORDER BY d.number
            """
        ),
        (
            "device_loan",
            """
            SELECT t.id, l.borrower, l.outside, l.out_at, l.due_at, l.back_at, l.role, l.note
            FROM device_loan l JOIN trackable t ON t.key = l.track ORDER BY l.number
            """
        ),
        (
            "device_fact",
            """
            SELECT t.id, f.manufacturer, f.model_number, f.supplier, f.contract, f.rental
            FROM device_fact f JOIN trackable t ON t.key = f.track ORDER BY t.id
            """
        ),
    ]
}
