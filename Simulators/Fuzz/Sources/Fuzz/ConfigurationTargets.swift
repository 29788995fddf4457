import Configuration
import Decode
import Ingest
import Model
import SiteMap

/// What the operator writes: `vigie.yaml`. Read twice, it says the same; refused, it says why and where.
enum ConfigurationTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        let text = String(decoding: input, as: UTF8.self)
        // `password_file` is read: an input must not name a device that never ends.
        if text.contains("/dev") || text.contains("/proc") { return }
        let first = read(text)
        guard first == read(text) else { fail("a second reading says something else") }
    }

    /// What was read, in few words, or the error.
    private static func read(_ text: String) -> String {
        do {
            let read = try Configuration.read(text: text, file: "fuzz/vigie.yaml")
            guard !read.map.entries.isEmpty, read.map.entries.count == read.broker.subscriptions.count else {
                fail("subscriptions without a dialect, or none")
            }
            guard (1...65_535).contains(read.broker.port), (5...20).contains(read.broker.keepAliveSeconds) else {
                fail("a port or interval out of range")
            }
            return "\(read.site) \(read.broker) \(read.map.entries.map(\.filter)) \(read.reports) \(read.log)"
        } catch {
            return ConfigurationError.checked(error)
        }
    }
}

/// `site.yaml` of a site folder.
enum SiteSettingsTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        let text = String(decoding: input, as: UTF8.self)
        guard read(text) == read(text) else { fail("a second reading says something else") }
    }

    private static func read(_ text: String) -> String {
        do {
            let settings = try SiteSettings.read(text: text)
            guard !settings.timeZone.hasPrefix("/"), !settings.timeZone.contains("..") else {
                fail("a time zone outside the zones' folder")
            }
            return "\(settings.site) \(settings.timeZone) \(settings.frames.count)"
        } catch {
            return ConfigurationError.checked(error)
        }
    }
}

/// An error of the configuration has its code, a place and a remedy. Its text may quote the file as it is: it is
/// cleaned where it is printed.
enum ConfigurationError {
    static func checked(_ error: VigieError) -> String {
        guard error.code == .badConfiguration, error.place?.isEmpty == false, error.remedy?.isEmpty == false else {
            fail("an error without its code, place or remedy: \(error.code)")
        }
        return error.description
    }
}
