import Model
import Watch

/// One or two beds taken could be named: such counts are left out, and what is free then is counted as if two were.
extension BedUse {
    /// - Parameter hasHours: writes the steps, too, which must be hours then.
    func write(hasHours: Bool, _ json: inout JSONWriter) {
        json.member("beds", beds)
        json.member("beds_mean", meanBeds, decimals: 2)
        if SmallCount.isTold(peak) {
            json.member("taken_mean", meanTaken, decimals: 2)
            json.member("taken_peak", peak)
            json.member("peak_at", peakAt.map { Instant(milliseconds: $0) })
        }
        json.member("taken_median", SmallCount.told(medianTaken))
        json.member("taken_p90", SmallCount.told(ninetiethTaken))
        json.member("free_least", BedUse.free(leastFree, takenAtLeastFree))
        if SmallCount.isTold(takenAtLeastFree) {
            json.member("free_least_at", Instant(milliseconds: leastFreeAt))
        }
        guard hasHours else { return }
        json.array("hours") { json in
            for step in steps {
                json.object { json in
                    json.member("at", Instant(milliseconds: step.at))
                    json.member("beds", step.beds)
                    if SmallCount.isTold(step.peak) { json.member("taken_mean", step.meanTaken, decimals: 2) }
                    json.member("taken_peak", SmallCount.told(step.peak))
                    json.member("free_least", BedUse.free(step.leastFree, step.takenAtLeastFree))
                }
            }
        }
    }

    private static func free(_ free: Int, _ taken: Int) -> Int {
        SmallCount.isTold(taken) ? free : max(0, free + taken - (SmallCount.least - 1))
    }

    /// `≥1` for what may be one more.
    private static func freeText(_ free: Int, _ taken: Int) -> String {
        (SmallCount.isTold(taken) ? "" : "≥") + "\(BedUse.free(free, taken))"
    }

    static func table(_ title: Phrase, _ language: Language) -> TextTable {
        TextTable([
            .init(title(language), elasticDownTo: 8), .init(Phrases.bedsTitle(language), isRightAligned: true),
            .init(Phrases.takenTitle(language), isRightAligned: true),
            .init(Phrases.median(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.peakTitle(language), isRightAligned: true), .init(Phrases.peakAtTitle(language)),
            .init(Phrases.leastFreeTitle(language), isRightAligned: true),
        ])
    }

    func row(_ name: String, _ scope: AnswerScope, _ language: Language) -> [TextTable.Cell] {
        let isTold = SmallCount.isTold(peak)
        return [
            .init(name), .init("\(beds)"), .init(isTold ? Spoken.decimal(meanTaken, language) : SmallCount.text(peak)),
            .init(BedUse.zeroed(medianTaken)), .init(BedUse.zeroed(ninetiethTaken)), .init(BedUse.zeroed(peak)),
            .init(isTold ? peakAt.map { scope.short(Instant(milliseconds: $0)) } ?? "" : ""),
            .init(BedUse.freeText(leastFree, takenAtLeastFree)),
        ]
    }

    private static func zeroed(_ count: Int) -> String { count == 0 ? "0" : SmallCount.text(count) }

    func stepTable(_ scope: AnswerScope, _ language: Language) -> TextTable {
        var table = TextTable([
            .init(Phrases.from(language)), .init(Phrases.bedsTitle(language), isRightAligned: true),
            .init(Phrases.takenTitle(language), isRightAligned: true),
            .init(Phrases.peakTitle(language), isRightAligned: true),
            .init(Phrases.leastFreeTitle(language), isRightAligned: true),
        ])
        for step in steps {
            let mean =
                SmallCount.isTold(step.peak) ? Spoken.decimal(step.meanTaken, language) : SmallCount.text(step.peak)
            table.add([
                .init(scope.short(Instant(milliseconds: step.at))), .init("\(step.beds)"), .init(mean),
                .init(BedUse.zeroed(step.peak)), .init(BedUse.freeText(step.leastFree, step.takenAtLeastFree)),
            ])
        }
        return table
    }
}
