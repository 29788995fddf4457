public import Model
public import Store

extension Questions {
    /// Looks through the whole database; see ``Store/StoreReader/verify(progress:)``.
    ///
    /// - Throws: only when the database cannot be read at all; damage is in the answer.
    public func verify(progress: (CareProgress) -> Void = { _ in }) throws(VigieError) -> FindingsAnswer {
        let report = try reader.verify(progress: progress)
        let restore = Phrase(
            "Stop the daemon and put the last backup in its place: 'vigie restore BACKUP'",
            "Arrêter le démon et remettre la dernière sauvegarde : « vigie restore SAUVEGARDE »")
        let rebuild = Phrase(
            "The movements are there: 'vigie stock rebuild' makes balances and timelines anew from them",
            "Les mouvements sont là : « vigie stock rebuild » en recalcule soldes et écritures")
        var findings: [Finding] = []
        for check in report.checks {
            if check.isOK { findings.append(Finding(check.name, .ok, Phrase("nothing wrong", "rien d'anormal"))) }
            findings += check.problems.map {
                Finding(check.name, .bad, Phrases.problem($0), remedy: $0.kind.isOfStock ? rebuild : restore)
            }
        }
        if report.contentHash == nil {
            let text = Phrase("the content cannot be read to its end", "le contenu ne se lit pas jusqu'au bout")
            findings.append(Finding("content", .bad, text, remedy: restore))
        }
        return FindingsAnswer(
            schema: FindingsAnswer.verifySchema, scope: try? scope(), findings: findings,
            contentHash: report.contentHash)
    }

    /// What is there, how it does, and what to do about what is not well.
    ///
    /// - Throws: the store's errors.
    /// - Complexity: O(readers + reasons).
    public func doctor() throws -> FindingsAnswer {
        try together {
            let status = try reader.status()
            let scope = scope(status)
            let checkup = Checkup(
                folder: reader.folder, status: status, diagnosis: try reader.diagnosis(), scope: scope,
                readers: try reader.readers(), trackables: try reader.trackableCounts(),
                rejections: try reader.rejections(), samples: try reader.rejectionSamples(limit: 200))
            return FindingsAnswer(schema: FindingsAnswer.doctorSchema, scope: scope, findings: checkup.findings)
        }
    }
}
