extension Schema {
    /// Which reader sees the box for empty bins; empty when a station sends scans of them instead.
    static let version11: [String] = ["ALTER TABLE stock_bin ADD COLUMN reader TEXT NOT NULL DEFAULT ''"]
}
