import CMosquitto
import Glibc

/// libmosquitto as a whole.
public enum MQTTLibrary {
    /// Initialised once per process and never cleaned up: connections on other threads may still use it at exit.
    ///
    /// A write to a broken link must be an error and not the end of the process: OpenSSL's writes raise SIGPIPE, so it
    /// is ignored unless somebody handles it already.
    private static let once: Bool = {
        var action = sigaction()
        if sigaction(SIGPIPE, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil {
            signal(SIGPIPE, SIG_IGN)
        }
        return mosquitto_lib_init() == MOSQ_ERR_SUCCESS.rawValue
    }()

    /// Makes the library ready; later calls cost nothing. False when it cannot be initialised.
    @discardableResult
    public static func initialise() -> Bool { once }

    /// The version of the library that is loaded, as `2.0.11`.
    public static var version: String {
        var major: Int32 = 0
        var minor: Int32 = 0
        var revision: Int32 = 0
        _ = mosquitto_lib_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }

    /// The library's words for one of its return codes.
    static func text(_ code: Int32) -> String {
        mosquitto_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
