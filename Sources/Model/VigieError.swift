/// An error that a person reads: what happened, where, and what to do.
///
/// It never carries names of people. The code is the process exit code (sysexits).
public struct VigieError: Error, Sendable, CustomStringConvertible {
    /// The exit codes of DESIGN 5.1, after `sysexits.h`.
    public enum Code: Int32, Sendable {
        case usage = 64
        case badData = 65
        case noInput = 66
        case unavailable = 69
        case cannotCreate = 73
        case inputOutput = 74
        case notAllowed = 77
        case badConfiguration = 78
    }

    public var code: Code
    /// What happened, one sentence without a full stop.
    public var what: String
    /// Where: a file with line or feature, a table, an address.
    public var place: String?
    /// What to do about it.
    public var remedy: String?

    public init(_ code: Code, _ what: String, place: String? = nil, remedy: String? = nil) {
        self.code = code
        self.what = what
        self.place = place
        self.remedy = remedy
    }

    public var description: String {
        var text = ""
        if let place { text += place + ": " }
        text += what
        if let remedy { text += ". " + remedy }
        return text
    }
}
