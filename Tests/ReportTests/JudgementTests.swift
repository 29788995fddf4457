import Model
import Testing

@testable import Report

@Suite struct JudgementTests {
    private func state(
        _ age: Int64, _ flags: TrackRecord.Flags = [], hasPlace: Bool = true, interval: Int64 = 1000,
        kind: TrackableKind = .equipment
    ) -> FixState {
        FixJudgement(
            flags: flags, hasPlace: hasPlace, ageMilliseconds: age, intervalMilliseconds: interval, kind: kind
        ).state
    }

    @Test func ageDecidesAndPeopleGrowOldSooner() {
        #expect(state(-5000) == .live)
        #expect(state(30_000) == .live)
        #expect(state(30_001) == .stale)
        #expect(state(900_001) == .lastKnown)
        #expect(state(119_000, kind: .patient) == .stale)
        #expect(state(121_000, kind: .patient) == .lastKnown)
        #expect(state(60_000, interval: 20_000) == .live)
    }

    @Test func readersThatAreDownBeatTheAge() {
        #expect(state(0, .cannotTell) == .cannotTell)
        #expect(state(9_000_000, [.cannotTell, .retainedOnly]) == .cannotTell)
    }

    @Test func aRetainedPlaceIsLastKnownAndHasNoAge() {
        let judgement = FixJudgement(
            flags: .retainedOnly, hasPlace: true, ageMilliseconds: 0, intervalMilliseconds: 0, kind: .equipment)
        #expect(judgement.state == .lastKnown)
        #expect(judgement.ageMilliseconds == nil)
    }

    @Test func withoutAPlaceNothingIsKnown() {
        #expect(state(0, hasPlace: false) == .unknown)
        #expect(state(0, .cannotTell, hasPlace: false) == .unknown)
        #expect(FixJudgement.neverHeard.state == .unknown)
    }

    @Test func ageIsNeverNegative() {
        let judgement = FixJudgement(
            flags: [], hasPlace: true, ageMilliseconds: -9000, intervalMilliseconds: 0, kind: .robot)
        #expect(judgement.ageMilliseconds == 0)
    }
}
