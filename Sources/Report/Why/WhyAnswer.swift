public import Model

/// The answer to `why WHAT`: the evidence behind a fix, its runner-up, and the rule that held.
public struct WhyAnswer: Answer {
    public static let schema = "vigie.why/1"

    public var scope: AnswerScope
    public var trackable: TrackableName
    /// The past time asked for; nil for now.
    public var at: Instant?
    public var reason: FixReason
    /// The stay that holds the moment; else the last one before it.
    public var stay: StayView?
    /// Whether ``stay`` holds the moment.
    public var isInStay: Bool
    /// The stay before ``stay``.
    public var previous: StayView?
    /// Whether one door, stairs or a lift lead from the unit before to this one; nil when that is not known.
    public var isNextDoor: Bool?
    /// The units that the reason names.
    public var units: [UnitID: UnitPlace]
    /// Where the log begins; nil when it is empty.
    public var logFrom: Instant?

    public init(
        scope: AnswerScope, trackable: TrackableName, at: Instant? = nil, reason: FixReason, stay: StayView? = nil,
        isInStay: Bool = false, previous: StayView? = nil, isNextDoor: Bool? = nil, units: [UnitID: UnitPlace] = [:],
        logFrom: Instant? = nil
    ) {
        self.scope = scope
        self.trackable = trackable
        self.at = at
        self.reason = reason
        self.stay = stay
        self.isInStay = isInStay
        self.previous = previous
        self.isNextDoor = isNextDoor
        self.units = units
        self.logFrom = logFrom
    }

    /// False when it was never heard, or not by then.
    public var isFound: Bool { reason.observedAt != nil || stay != nil }

    /// Whether what was read again from the log comes to the unit that history tells; nil when there is nothing to
    /// compare.
    public var agreesWithHistory: Bool? {
        guard reason.basis == .replayed, isInStay, let stay else { return nil }
        return [reason.best?.unit, reason.confirmedUnit].contains(stay.unit.id)
    }

    /// The moment that is explained.
    var moment: Instant { at ?? scope.now }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            trackable.write(&json)
            json.member("at", at)
            json.member("basis", reason.basis.rawValue)
            json.member("log_from", logFrom)
            if reason.basis == .replayed {
                json.member("replayed_from", reason.logFrom)
                json.member("replayed_messages", reason.logMessages)
            }
            if reason.basis != .history {
                json.member("rule", reason.rule.rawValue)
                json.member("state", reason.state.rawValue)
                writeFix(&json)
                writeEvidence(&json)
            }
            writeHistory(&json)
        }
    }

    private func writeFix(_ json: inout JSONWriter) {
        json.member("observed_at", reason.observedAt)
        if let best = reason.best { json.object("best") { write(best, &$0) } }
        if let second = reason.second { json.object("runner_up") { write(second, &$0) } }
        json.member("odds", reason.odds, decimals: 2)
        json.member("confirmed_unit", reason.confirmedUnit?.rawValue)
        json.member("challenged_since", reason.challengedSince)
        json.member("tag_offset_db", Double(reason.tagOffsetDB), decimals: 1)
        json.member("tag_offset_spread_db", Double(reason.tagOffsetSpreadDB), decimals: 1)
        guard let position = reason.position else { return }
        json.object("position") { json in
            json.member("at", position.at)
            json.member("x", position.xMetres, decimals: 2)
            json.member("y", position.yMetres, decimals: 2)
            json.member("accuracy_m", Double(position.accuracyMetres), decimals: 2)
        }
    }

    private func write(_ candidate: FixReason.Candidate, _ json: inout JSONWriter) {
        if let unit = units[candidate.unit] {
            unit.write(&json)
        } else {
            json.member("unit", candidate.unit.rawValue)
        }
        json.member("confidence", Double(candidate.confidence), decimals: 4)
        json.member("by_units", Double(candidate.byUnits), decimals: 4)
        json.member("by_cells", Double(candidate.byCells), decimals: 4)
    }

    private func writeEvidence(_ json: inout JSONWriter) {
        json.member("window_s", Double(reason.windowMilliseconds) / 1000, decimals: 1)
        json.array("readers") { json in
            for heard in reason.heard {
                json.object { json in
                    json.member("reader", heard.reader.rawValue)
                    json.member("reads", heard.reads)
                    json.member("last_at", heard.lastAt)
                    json.member("heard_dbm", Double(heard.meanDBm), decimals: 1)
                    json.member("expected_dbm", Double(heard.expectedDBm), decimals: 1)
                    json.member("expected_runner_up_dbm", Double(heard.expectedSecondDBm), decimals: 1)
                    json.member("log_likelihood", Double(heard.logLikelihood), decimals: 3)
                    json.member("odds_without", Double(heard.oddsWithout), decimals: 2)
                }
            }
        }
        json.member("prior_odds", Double(reason.priorOdds), decimals: 2)
        json.array("watchers") { json in
            for watcher in reason.watchers {
                json.object { json in
                    json.member("reader", watcher.reader.rawValue)
                    json.member("unit", watcher.unit.rawValue)
                    json.member("status", watcher.status.rawValue)
                    json.member("last_heard", watcher.lastHeard)
                    json.member("down", watcher.isDown)
                }
            }
        }
    }

    private func writeHistory(_ json: inout JSONWriter) {
        if let stay {
            json.object("stay") { json in
                stay.write(&json, until: scope.now)
                json.member("holds", isInStay)
            }
        }
        if let previous {
            json.object("came_from") { json in
                previous.write(&json, until: scope.now)
                if let isNextDoor { json.member("next_door", isNextDoor) }
            }
        }
        if let agreesWithHistory { json.member("agrees_with_history", agreesWithHistory) }
    }
}
