import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

/// Omlox's timers per provider: what a location's own source says of how long an exit waits.
@Suite struct ProviderTimerTests {
    private func timers(delay: Int64 = 0, timeout: Int64? = nil) -> FenceTimers {
        var timers = FenceTimers()
        timers.exitDelayMilliseconds = delay
        timers.timeoutMilliseconds = timeout
        return timers
    }

    /// The rule waits 5 s, a ready-made position 10 s, reader r-0-2 20 s, any Bluetooth reader 30 s, a patient 40 s.
    private var layered: Rule {
        Rule("out", .exit(.circle(5, 6.5, 2))).with {
            $0.timers = timers(delay: 5000)
            $0.timersFor = [
                TimersFor(providers: ["position"], timers(delay: 10_000)),
                TimersFor(providers: ["r-0-2"], timers(delay: 20_000)),
                TimersFor(providers: ["ble"], timers(delay: 30_000)),
                TimersFor(Selector(kinds: [.patient]), timers(delay: 40_000)),
            ]
        }
    }

    private func reader(_ id: String, _ ward: Ward) -> Int32 {
        ward.map.readerIndex(ReaderID(id)).map(Int32.init) ?? -3
    }

    @Test func aTrackablesTimersComeBeforeItsProvidersAndTheseBeforeTheRules() throws {
        let ward = try Ward([])
        let cases: [(track: TrackKey, source: Int32, seconds: Double)] = [
            (Ward.pump, -2, 5), (Ward.pump, -1, 10), (Ward.pump, reader("r-0-2", ward), 20),
            (Ward.pump, reader("r-0-1", ward), 30), (Ward.patient, -1, 40), (Ward.patient, -2, 40),
        ]
        for one in cases {
            var ward = try Ward([layered])
            ward.place(one.track, 5, 6.5, at: 0, source: one.source)
            ward.place(one.track, 9, 6.5, at: 10, source: one.source)
            ward.tick(9 + one.seconds)
            #expect(ward.standing.isEmpty, "\(one)")
            ward.tick(10 + one.seconds)
            #expect(ward.standing.count == 1, "\(one)")
        }
    }

    /// The provider is that of the location that shows it outside, not the one of where it was before.
    @Test func theProviderOfTheLastLocationCounts() throws {
        var ward = try Ward([layered])
        ward.place(Ward.pump, 5, 6.5, at: 0, source: reader("r-0-1", ward))
        ward.place(Ward.pump, 9, 6.5, at: 10, source: -1)
        ward.tick(19.9)
        #expect(ward.standing.isEmpty)
        ward.tick(20)
        #expect(ward.standing == ["out 1 10 sure"])
    }

    @Test func aChangeOfUnitHasTheProviderOfTheReadThatDecidedIt() throws {
        let rule = Rule("out", .exit(.units("u-0-1"))).with {
            $0.timersFor = [TimersFor(providers: ["ble"], timers(delay: 30_000))]
        }
        for (source, isTold) in [(Int32(0), false), (-1, true)] {
            var ward = try Ward([rule])
            ward.move(Ward.pump, to: "u-0-1", at: 0)
            ward.place(Ward.pump, 9, 6.5, at: 11, source: source)
            ward.move(Ward.pump, to: "c-0", at: 10)
            ward.tick(15)
            #expect(ward.standing.isEmpty != isTold, "source \(source)")
        }
    }

    /// Only with the provider whose locations expire it is an exit, also when it was heard before a restart.
    @Test func aProvidersLocationsExpireAlsoAfterARestart() throws {
        let rule = Rule("out", .exit(.circle(5, 6.5, 2))).with {
            $0.timersFor = [TimersFor(providers: ["position"], timers(timeout: 30_000))]
        }
        for (source, expected) in [(Int32(-1), ["out 1 31 sure"]), (0, [])] {
            var ward = try Ward([rule])
            ward.place(Ward.pump, 5, 6.5, at: 1, source: source)
            ward.settle(Ward.pump, before: 20)
            ward.views = [:]
            ward = try ward.restarted()
            ward.tick(100)
            #expect(ward.standing == expected, "source \(source)")
        }
    }

    @Test func whatComesShuffledEndsWithTheSameAlarms() throws {
        for seed in 1...20 {
            var random = SeededRandom(seed: UInt64(seed))
            var places: [TrackView.Place] = []
            for second in 0..<40 {
                places.append(
                    TrackView.Place(
                        at: Ward.start + Int64(second) * 1000, level: 0, xMetres: random.chance(0.5) ? 5 : 9,
                        yMetres: 6.5, source: Int32(random.below(4)) - 1))
            }
            func run(_ order: [TrackView.Place]) throws -> [String] {
                var ward = try Ward([layered])
                var view = TrackView()
                for place in order {
                    view.places.removeAll { $0 == place }
                    view.places.append(place)
                    view.places.sort { $0.at < $1.at }
                    view.newest = max(view.newest, place.at)
                    ward.watcher.tick(Instant(milliseconds: view.newest))
                    ward.watcher.update(Ward.pump, view)
                    ward.take()
                }
                ward.tick(200)
                return ward.standing
            }
            var shuffled: [(key: Double, place: TrackView.Place)] = []
            for (index, place) in places.enumerated() {
                for _ in 0..<2 { shuffled.append((Double(index) + random.uniform(0...9), place)) }
            }
            let late = shuffled.sorted { $0.key < $1.key }.map(\.place)
            #expect(try run(places) == run(late), "seed \(seed)")
        }
    }

    // MARK: Refused, and what a trial knows

    @Test func aProviderThatTheSiteHasNotIsRefused() throws {
        let plan = CorridorSite(rooms: 6)
        let files = plan.files.map { ($0.name, Array($0.text.utf8)) }
        let settings = SiteSettings(frames: [ProviderFrame(provider: "pozyx")])
        let map = try SiteMap.load(files: files, settings: settings).0
        func problems(_ provider: String) -> [RuleProblem] {
            let rule = layered.with { $0.timersFor = [TimersFor(providers: [provider], timers(delay: 1))] }
            return RuleCheck.problems([rule], map: map, facts: [])
        }
        for known in ["position", "ble", "r-0-1"] { #expect(problems(known).isEmpty, "\(known)") }
        #expect(problems("uhf").map(\.field) == ["timers"], "the site has no such reader")
        #expect(problems("uwb").first?.remedy == "Known: ble, position. Or give a reader's id.")
        #expect(problems("pozyx").first?.remedy == "Write `provider: position`.")
    }

    @Test func aTrialSaysThatHistoryDoesNotKnowProviders() throws {
        let map = try Ward.site()
        let plain = Rule("plain", .exit(.units("u-0-1")))
        let provider = plain.with {
            $0.id = "provider"
            $0.timersFor = [TimersFor(providers: ["ble"], timers(delay: 9000))]
        }
        var trial = RuleTrial(
            book: RuleBook([plain, provider], map: map), calendar: .utc, from: Instant(milliseconds: Ward.start),
            to: Instant(milliseconds: Ward.start + 600_000))
        trial.add(Ward.everybody[0], try Ward([]).stays([("u-0-1", 0), ("c-0", 30)]))
        let outcomes = trial.finish()
        #expect(outcomes.map(\.isTold) == [true, false])
        #expect(outcomes.map(\.raised) == [1, 0])
    }

    @Test func aRuleOfTheReleaseBeforeKeepsItsMark() throws {
        let rule = Rule("zone", .exit(.units("u-0-1"))).with {
            $0.timers = timers(delay: 5000)
            $0.timersFor = [TimersFor(Selector(kinds: [.patient]), timers(timeout: 9000))]
        }
        let book = RuleBook([rule, Rule("in", .enter(.units("lift-0")))], map: try Ward.site())
        // Worked out before there were providers: alarms of rules that did not change go on after an upgrade.
        #expect(book.entries.map(\.mark) == [4_606_711_326_086_413_378, 14_161_221_918_808_984_136])
    }
}
