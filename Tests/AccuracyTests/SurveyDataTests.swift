import Resolve
import Testing

@testable import Accuracy

/// The learned map on the recorded surveys; skipped where the data is not there.
@Suite struct SurveyDataTests {
    @Test func aLearnedMapPredictsWhatItHasNotSeen() throws {
        guard let shared = SharedFolder.find(nil, from: #filePath),
            SharedFolder.isFolder(shared + "/data/danis_tetam")
        else {
            print("skipped: no recorded data")
            return
        }
        let data = try DanisData(folder: shared + "/data/danis_tetam")
        let report = try SurveyWork(name: "office", site: data.site, survey: data.survey).learn().report
        #expect(report.counts.usedPoints == 81)
        // Measured beforehand: 4 dB around a fitted path loss of exponent 1.55.
        #expect(abs((report.fittedPathLossDB ?? 0) - 4) < 0.5)
        #expect(abs(report.exponent - 1.55) < 0.3)
        #expect((report.leaveOneOutDB ?? 99) < 4)
        #expect((report.leaveOneOutDB ?? 99) < (report.fittedPathLossDB ?? 0))
    }
}
