/// How to reach the broker and what to take from it.
///
/// The session is kept by the broker under ``clientID`` (MQTT 3.1.1, `clean_session = false`): what arrives while we
/// are away waits there. Two processes with the same client id throw each other out.
public struct BrokerSettings: Sendable, CustomStringConvertible {
    /// A topic filter and the quality of service asked for it.
    public struct Subscription: Hashable, Sendable {
        /// The MQTT topic filter, wildcards included.
        public var filter: String
        /// 0 or 1. QoS 2 is refused: it acknowledges before the message is stored and so keeps nothing more.
        public var qos: UInt8

        public init(filter: String, qos: UInt8 = 1) {
            self.filter = filter
            self.qos = qos
        }
    }

    /// Name or address of the broker.
    public var host: String
    /// TCP port; 1883 by default, 8883 is usual with TLS.
    public var port: Int
    /// Names the session at the broker; 1 to 128 bytes.
    public var clientID: String
    /// MQTT keepalive in seconds, 5 to 20. A half-open link is noticed after at most twice that.
    public var keepAliveSeconds: Int
    /// A connection that is not accepted by the broker within this many seconds is given up; default 10.
    public var connectSeconds: Int
    public var username: String?
    /// Never logged.
    public var password: String?
    /// `nil`: the link is not encrypted.
    public var tls: TLSSettings?
    /// At least one for a ``BrokerLink``; a ``Publisher`` ignores them.
    public var subscriptions: [Subscription]
    /// How long to wait before the next attempt.
    public var backoff: Backoff.Settings
    /// Seeds the jitter of the waits, so that many daemons don't come back in step.
    public var backoffSeed: UInt64
    /// The broker keeps what comes while we are away. Only tests and one-off tools set this to false.
    public var keepsSession: Bool
    /// A planted fault for the crash rig's control run: acknowledges what is not stored yet and so loses messages
    /// in a crash. Never set it elsewhere; it is logged as an error at each start.
    public var acknowledgesBeforeCommit: Bool

    public init(
        host: String, port: Int = 1883, clientID: String, keepAliveSeconds: Int = 15, connectSeconds: Int = 10,
        username: String? = nil, password: String? = nil, tls: TLSSettings? = nil, subscriptions: [Subscription] = [],
        backoff: Backoff.Settings = Backoff.Settings(), backoffSeed: UInt64 = 1, keepsSession: Bool = true,
        acknowledgesBeforeCommit: Bool = false
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.keepAliveSeconds = keepAliveSeconds
        self.connectSeconds = connectSeconds
        self.username = username
        self.password = password
        self.tls = tls
        self.subscriptions = subscriptions
        self.backoff = backoff
        self.backoffSeed = backoffSeed
        self.keepsSession = keepsSession
        self.acknowledgesBeforeCommit = acknowledgesBeforeCommit
    }

    /// `mqtt://host:port` or `mqtts://host:port`, without secrets.
    public var description: String { (tls == nil ? "mqtt://" : "mqtts://") + host + ":" + String(port) }
}

/// TLS 1.2 or later; the broker's certificate is always checked against its name and ``caFile``.
public struct TLSSettings: Hashable, Sendable {
    /// PEM file of the certificate authorities that may sign the broker's certificate.
    public var caFile: String
    /// PEM file of our own certificate, when the broker wants one; only together with ``keyFile``.
    public var certificateFile: String?
    /// PEM file of our own private key, without a passphrase.
    public var keyFile: String?

    public init(caFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
