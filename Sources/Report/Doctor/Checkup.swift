import Model
import Store

/// What `doctor` read in one go, and what it makes of it.
struct Checkup {
    var folder: DataFolder
    var status: StoreStatus
    var diagnosis: StoreDiagnosis
    var scope: AnswerScope
    var readers: [ReaderRow]
    var trackables: [TrackableKind: Int]
    var rejections: [RejectionRow]
    var samples: [RejectionSample]

    /// From the ground up: the file, the line through it, the readers, what was refused.
    var findings: [Finding] {
        [database, durability, library, wal, disk, site, data, fold, log, outbox, quarantine, registry]
            + readerFindings + rejectionFindings
    }
}
