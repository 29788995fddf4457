import Glibc
import Model
import Store

/// The file and what it lies on.
extension Checkup {
    var database: Finding {
        Finding(
            "database", .ok,
            Phrase { language in
                let size = Spoken.bytes(Int64(status.databaseBytes), language)
                let schema = diagnosis.migrations.joined(separator: " ")
                return "\(folder.database), \(size), \(Phrase("schema", "schéma")(language)) \(schema)"
            })
    }

    var durability: Finding {
        guard diagnosis.journalMode == "wal" else {
            return Finding(
                "durability", .bad,
                Phrase(
                    "the journal mode is '\(diagnosis.journalMode)', not 'wal'",
                    "le journal est en mode « \(diagnosis.journalMode) », pas « wal »"),
                remedy: Phrase(
                    "Put the data folder on a local disk and start 'vigie serve' once",
                    "Mettre le dossier de données sur un disque local et lancer « vigie serve » une fois"))
        }
        return Finding(
            "durability", .ok,
            Phrase(
                "write-ahead log; the writer refuses to start without synchronous = FULL",
                "journal anticipé (WAL) ; l'écrivain refuse de démarrer sans synchronous = FULL"))
    }

    /// The WAL-reset bug of SQLite 3.7.0–3.51.2 (also fixed in 3.44.6 and 3.50.7; sqlite.org/wal.html part 11) needs
    /// two connections that write or check-point at one moment.
    var library: Finding {
        let version = diagnosis.sqliteVersion
        guard Self.hasWALResetBug(diagnosis.sqliteVersionNumber) else {
            return Finding("sqlite", .ok, Phrase(same: "SQLite \(version)"))
        }
        return Finding(
            "sqlite", .ok,
            Phrase(
                "SQLite \(version) has the WAL-reset bug (before 3.51.3), which one writer cannot meet",
                "SQLite \(version) a le défaut « WAL-reset » (avant 3.51.3), qu'un seul écrivain ne peut rencontrer"),
            remedy: Phrase(
                "Let no other program open the database for writing",
                "Ne laisser aucun autre programme ouvrir la base en écriture"))
    }

    /// - Parameter version: as `sqlite3_libversion_number` gives it, for instance 3,040,001.
    static func hasWALResetBug(_ version: Int) -> Bool {
        switch version {
        case ..<3_007_000, 3_044_006..<3_045_000, 3_050_007..<3_051_000, 3_051_003...: false
        default: true
        }
    }

    var wal: Finding {
        let size = Phrase { Spoken.bytes(Int64(status.walBytes), $0) }
        guard status.walBytes > StoreWriter.walAlarmBytes else { return Finding("wal", .ok, size) }
        return Finding(
            "wal", .warn,
            Phrase("\(size.english) are not written back yet", "\(size.french) ne sont pas encore reportés"),
            remedy: Phrase(
                "Stop long readers (a backup, a 'verify', another program); the writer then shortens it",
                "Arrêter les longues lectures (sauvegarde, « verify », autre programme) ; l'écrivain le raccourcit"))
    }

    var disk: Finding {
        var disk = statvfs()
        guard statvfs(folder.path, &disk) == 0 else {
            return Finding(
                "disk", .warn, Phrase("the free space is not known", "l'espace libre n'est pas connu"),
                remedy: Phrase("Check the data folder's rights", "Vérifier les droits du dossier de données"))
        }
        let free = Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
        let text = Phrase { "\(Spoken.bytes(free, $0)) \(Phrase("free", "libres")($0))" }
        if free < 256 * 1024 * 1024 {
            return Finding(
                "disk", .bad, text,
                remedy: Phrase(
                    "Free space: at a full disk nothing is acknowledged any more",
                    "Libérer de l'espace : disque plein, plus rien n'est acquitté"))
        }
        guard free < max(2 << 30, Int64(status.databaseBytes)) else { return Finding("disk", .ok, text) }
        return Finding(
            "disk", .warn, text,
            remedy: Phrase(
                "Free space: a backup needs as much as the database",
                "Libérer de l'espace : une sauvegarde en prend autant que la base"))
    }

    var site: Finding {
        guard let site = status.site else {
            return Finding(
                "site", .bad, Phrase("no site is stored", "aucun site enregistré"),
                remedy: Phrase(
                    "Start 'vigie serve' or 'vigie replay' with a site folder",
                    "Lancer « vigie serve » ou « vigie replay » avec un dossier de site"))
        }
        let text = Phrase(same: "\(site.rawValue), \(status.timeZone), version \(status.siteVersion.prefix(12))")
        guard !scope.zone.isKnown else { return Finding("site", .ok, text) }
        return Finding(
            "site", .warn, text,
            remedy: Phrase(
                "Install tzdata: times are shown in UTC until then",
                "Installer tzdata : d'ici là les heures sont en UTC"))
    }
}
