import SimKit

/// A message that must be refused, and under which reason.
struct HostileMessage {
    var topic: String
    var payload: [UInt8]
    var reason: String
    /// How many of its elements are refused.
    var count = 1
}

/// What a broken, careless or hostile device sends: at least one message for each kind of bad input.
enum HostileTraffic {
    static let observations = Installation.topic("r-0-1")
    static let fixes = "vigie/v1/\(Installation.site)/fixes/uwb"
    /// The subscriptions that all of it comes through.
    static let filters =
        ["observations", "fixes", "scans", "other"].map { "vigie/v1/\(Installation.site)/\($0)/#" }
        + ["odd/#"]

    static var messages: [HostileMessage] {
        [observations, fixes].flatMap { topic in bytes.map { message(topic, $0, $1) } }
            + binary + fields + positions + topics + sources
    }

    private static func message(_ topic: String, _ payload: String, _ reason: String, _ count: Int = 1)
        -> HostileMessage
    {
        HostileMessage(topic: topic, payload: Array(payload.utf8), reason: reason, count: count)
    }

    private static func long(_ count: Int, _ text: String = "x") -> String { String(repeating: text, count: count) }

    /// Texts that no dialect can read.
    private static var bytes: [(String, String)] {
        let malformed = [
            "hello", "{", "}", "{\"tag\":", "{\"tag\":\"a\"", "{\"tag\":\"a\"}}", "{'tag':'a'}", "{\"tag\":\"a\",}",
            "{\"tag\" \"a\"}", "{tag:\"a\"}", "{\"rssi\":-}", "{\"rssi\":01}", "{\"rssi\":+5}", "{\"rssi\":.5}",
            "{\"rssi\":5.}", "{\"rssi\":1e}", "{\"rssi\":0x10}", "{\"tag\":tru}", "{\"tag\":\"a\"} x", " ", "\n\t",
            "[{\"tag\":\"a\"},]", "[{\"tag\":\"a\"}", "// comment\n{}", "{\"tag\":\"\\x41\"}", "{\"tag\":\"\\u12\"}",
            "tag=a&rssi=-50", "<tag>a</tag>", "\u{FEFF}", "nul", "{\"tag\":\"a\"}{\"tag\":\"b\"}",
        ]
        let others = [
            ("", "empty_payload"), ("{\"rssi\":NaN}", "not_finite"), ("{\"rssi\":Infinity}", "not_finite"),
            ("{\"rssi\":-Infinity}", "not_finite"), ("{\"rssi\":1e999}", "not_finite"),
            ("{\"tag\":\"a\",\"tag\":\"b\"}", "duplicate_key"), ("{\"x\":1,\"x\":1}", "duplicate_key"),
            ("{\"tag\":\"a\\u0000b\"}", "control_character"), ("{\"tag\":\"a\u{7}b\"}", "control_character"),
            ("{\"tag\":\"a\\u001b[31m\"}", "control_character"), ("{\"tag\":\"\\ud800\"}", "invalid_utf8"),
            (long(9, "["), "too_deep"), (long(2000, "["), "too_deep"), (long(1000, "{\"a\":"), "too_deep"),
            (long(9, "[") + long(9, "]"), "too_deep"), ("{\"tag\":\"\(long(257))\"}", "string_too_long"),
            ("{\"\(long(300))\":1}", "string_too_long"), ("{\"tag\":\"\(long(8000))\"}", "string_too_long"),
            ("{\"tag\":\"\(long(9000))\"}", "too_large"), (long(300 * 1024), "too_large"),
            ("[\"" + long(300 * 1024) + "\"]", "too_large"), ("true", "wrong_type"), ("null", "wrong_type"),
            ("17", "wrong_type"), ("\"text\"", "wrong_type"), ("[1]", "wrong_type"), ("[[]]", "wrong_type"),
            ("{}", "missing_field"), ("{\"TAG\":\"a\"}", "missing_field"),
        ]
        return malformed.map { ($0, "malformed_json") } + others
    }

    /// What is no UTF-8.
    private static var binary: [HostileMessage] {
        let head = Array("{\"tag\":\"".utf8)
        let tail = Array("\"}".utf8)
        let bad: [[UInt8]] = [
            [0xC3, 0x28], [0xA0, 0xA1], [0xE2, 0x28, 0xA1], [0xF0, 0x28, 0x8C, 0xBC], [0xFF], [0xC0, 0xAF],
            [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
        ]
        let images: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF, 0xE0], [0x80, 0x00], [0x89, 0x50, 0x4E],
        ]
        return bad.map { HostileMessage(topic: observations, payload: head + $0 + tail, reason: "invalid_utf8") }
            + images.map { HostileMessage(topic: observations, payload: $0, reason: "invalid_utf8") }
            + [[0x1F, 0x8B, 0x08, 0x00], [0, 0, 0, 0]].map {
                HostileMessage(topic: observations, payload: $0, reason: "malformed_json")
            }
    }

    /// Fields of a read that cannot be.
    private static var fields: [HostileMessage] {
        let tag = "\"tag\":\"\(Installation.tag(1))\""
        let wrong = [
            "\"rssi\":\"-50\"", "\"rssi\":{}", "\"rssi\":[]", "\"rssi\":true", "\"seq\":\"1\"", "\"boot\":{}",
            "\"battery\":\"full\"", "\"sensors\":[]", "\"sensors\":7", "\"sensors\":{\"temperature_c\":\"cold\"}",
            "\"sensors\":{\"fall\":\"yes\"}", "\"sensors\":{\"button\":{}}", "\"at\":17", "\"at\":{}",
        ]
        let range = [
            "\"rssi\":1e308", "\"rssi\":-1e308", "\"rssi\":-131", "\"rssi\":21", "\"battery\":101", "\"battery\":-1",
            "\"battery\":1e30", "\"seq\":-1", "\"seq\":1e30", "\"seq\":9223372036854775808",
            "\"sensors\":{\"temperature_c\":1000}", "\"sensors\":{\"temperature_c\":-273.15}",
        ]
        let times = [
            "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01",
            "1700000000", "", "2026-01-01T00:00:00",
        ]
        let ages = ["2025-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2000-02-29T12:00:00.5+02:00"]
        let bad = ["", "ibeacon:nonsense", "ibeacon:", "eddystone:12", "\u{202E}abc", "a\u{200F}b", long(129)]
        return wrong.map { message(observations, "{\(tag),\($0)}", "wrong_type") }
            + range.map { message(observations, "{\(tag),\($0)}", "out_of_range") }
            + times.map { message(observations, "{\(tag),\"at\":\"\($0)\"}", "bad_time") }
            + ages.map { message(observations, "{\(tag),\"at\":\"\($0)\"}", "stale") }
            + bad.map { message(observations, "{\"tag\":\"\($0)\"}", "bad_identifier") }
            + ["7", "true", "{}", "[\"a\"]"].map { message(observations, "{\"tag\":\($0)}", "wrong_type") }
            + [
                message(observations, "{\(tag),\"boot\":\"\(long(65))\"}", "bad_identifier"),
                message(observations, "[" + long(4096, "{\"tag\":\"a\"},") + "{\"tag\":\"a\"}]", "too_large"),
                message(observations, "[1,2,3,[]]", "wrong_type", 4),
                message(observations, "{\"tag\":null}", "missing_field"),
            ]
    }

    /// Positions that cannot be.
    private static var positions: [HostileMessage] {
        let tag = "\"tag\":\"\(Installation.tag(1))\""
        let cases = [
            ("\"x\":1e308,\"y\":1", "out_of_range"), ("\"x\":1,\"y\":-1e308", "out_of_range"),
            ("\"lon\":181,\"lat\":1", "out_of_range"), ("\"lon\":1,\"lat\":-91", "out_of_range"),
            ("\"x\":1", "missing_field"), ("\"y\":1", "missing_field"), ("\"lat\":1", "missing_field"),
            ("\"accuracy_m\":1", "missing_field"), ("\"x\":\"1\",\"y\":\"1\"", "wrong_type"),
            ("\"x\":1,\"y\":1,\"level\":7", "wrong_type"), ("\"x\":1,\"y\":1,\"level\":\"\"", "bad_identifier"),
            ("\"x\":1,\"y\":1,\"accuracy_m\":-1", "out_of_range"),
            ("\"x\":1,\"y\":1,\"speed_mps\":1e9", "out_of_range"),
            ("\"x\":1,\"y\":1,\"level\":\"L9\"", "unknown_place"),
        ]
        return cases.map { message(fixes, "{\(tag),\($0)}", $1) }
    }

    /// Topics that nobody has.
    private static var topics: [HostileMessage] {
        let site = "vigie/v1/\(Installation.site)"
        let read = "{\"tag\":\"\(Installation.tag(1))\",\"rssi\":-50}"
        let unknown = [
            "odd", "odd/thing", "odd//", "\(site)/other/a", "\(site)/observations/a/b", "\(site)/observations",
        ]
        let bad = [" ", "a b", "é", "a$b", long(65), "", "..;rm"].map { "\(site)/observations/\($0)" }
        return unknown.map { message($0, read, "unknown_topic") } + bad.map { message($0, read, "bad_identifier") }
            + [
                message("\(site)/scans/desk", "{\"id\":\"1\"}", "missing_field"),
                message("odd/\(long(600))", read, "too_large"),
                message("\(site)/observations/\(long(1000))", read, "too_large"),
            ]
    }

    /// Readers and tags that nobody registered.
    private static var sources: [HostileMessage] {
        let read = "{\"tag\":\"\(Installation.tag(1))\",\"rssi\":-50}"
        let strangers = ["c0ffee0000ff", "nobody", "1.2.3", "ibeacon:00000000-0000-0000-0000-000000000000:1:2"]
        return ["r-9-9", "R-0-1", "none", "-", ".."].map { message(Installation.topic($0), read, "unknown_reader") }
            + strangers.map { message(observations, "{\"tag\":\"\($0)\",\"rssi\":-50}", "unknown_tag") }
    }
}
