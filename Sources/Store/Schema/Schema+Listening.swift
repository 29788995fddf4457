extension Schema {
    /// In which of the last seconds a reader was heard, so that its silence says the same after a restart: bit 0 of
    /// `listened_seconds` is the second `listened_second` since the epoch, higher bits those before.
    static let version10: [String] = [
        "ALTER TABLE reader ADD COLUMN listened_second INTEGER",
        "ALTER TABLE reader ADD COLUMN listened_seconds INTEGER",
    ]
}
