import ArgumentParser
import Glibc
import Model
import Report
import SiteMap
import Store

/// The options that every question takes.
struct QueryOptions: ParsableArguments {
    @Option(name: .long, help: "Data folder (default: VIGIE_DATA, else ./vigie-data).")
    var data: String?

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var text: TextOptions

    /// The data folder that is meant.
    var folder: DataFolder {
        DataFolder(path: data ?? Surroundings.value("VIGIE_DATA") ?? "./vigie-data")
    }

    /// Opens the database, asks, prints, and turns every outcome into its exit code.
    ///
    /// - Throws: `ExitCode` 1 when nothing was found; the codes of DESIGN 5.1 for errors, whose text went to standard
    ///   error.
    func answer(_ ask: (Questions) throws -> any Answer) throws {
        try answer { _, questions in try ask(questions) }
    }

    /// The same for what reads the database by itself too.
    func answer(_ ask: (StoreReader, Questions) throws -> any Answer) throws {
        try Failures.told {
            let reader = try StoreReader(folder: folder)
            defer { reader.close() }
            let answer = try ask(reader, Questions(reader, wallClock: Surroundings.now))
            try show(answer)
            if !answer.isFound { throw ExitCode(1) }
        }
    }

    /// The same for what is neither text nor JSON.
    func printing(_ ask: (Questions) throws -> [UInt8]) throws {
        try Failures.told {
            let reader = try StoreReader(folder: folder)
            defer { reader.close() }
            try Output.write(try ask(Questions(reader, wallClock: Surroundings.now)))
        }
    }

    /// The site's plan, of which the data folder keeps a copy.
    ///
    /// - Throws: 66 without one, 65 when it cannot be read.
    func plan() throws(VigieError) -> SiteMap? {
        do {
            return try SiteMap.load(folder: folder.site).0
        } catch  where error.code == .noInput {
            return nil
        }
    }

    func show(_ answer: any Answer) throws {
        try Output.write(json ? answer.json + [UInt8(ascii: "\n")] : Array(answer.text(text.style).utf8))
    }
}

/// How text looks.
struct TextOptions: ParsableArguments {
    @Option(name: .long, help: "Language of text: en or fr (default: the locale's).")
    var lang: Language?

    var style: TextStyle {
        .standardOutput(language: lang, environment: Surroundings.environment)
    }
}

/// What the process is given besides its arguments; without Foundation, whose start-up would be a fifth of a question.
enum Surroundings {
    static func value(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The variables that decide how text looks.
    static var environment: [String: String] {
        var values: [String: String] = [:]
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM"] { values[name] = value(name) }
        return values
    }

    /// The machine's clock.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Standard output and standard error.
enum Output {
    /// - Throws: `ExitCode` 74 when standard output cannot be written; a closed pipe (`| head`) is no error.
    static func write(_ bytes: [UInt8]) throws {
        guard all(bytes, to: STDOUT_FILENO) || errno == EPIPE else { throw ExitCode(74) }
    }

    static func warn(_ text: String) {
        _ = all(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// One line on standard error that the next one overwrites; an empty one clears it. Nothing without a terminal.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        _ = all(Array(("\r\u{1B}[K" + text).utf8), to: STDERR_FILENO)
    }

    private static func all(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }
}

/// From errors to exit codes.
enum Failures {
    /// Runs `body`; tells its errors on standard error and throws their exit code.
    static func told<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as VigieError {
            Output.warn("vigie: " + Printable.clean(error.description))
            throw ExitCode(error.code.rawValue)
        } catch let nothing as NothingFound {
            Output.warn("vigie: " + Printable.clean(nothing.description))
            throw ExitCode(1)
        }
    }
}

/// A count of rows, at least one.
struct RowLimit: ExpressibleByArgument {
    var rows: Int

    init(_ rows: Int) { self.rows = rows }

    init?(argument: String) {
        guard let rows = Int(argument), (1...10_000_000).contains(rows) else { return nil }
        self.rows = rows
    }

    var defaultValueDescription: String { String(rows) }
}
