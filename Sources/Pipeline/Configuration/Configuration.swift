public import Decode
public import Ingest
import Model

/// What `vigie serve --config FILE` reads. Every key has a default but `site` and `subscriptions`.
public struct Configuration: Sendable {
    /// The data folder; `--data` wins over it.
    public var data: String?
    /// The site folder (IMDF and `readers.geojson`).
    public var site: String
    /// A registry to import at start; nil keeps the one in the database.
    public var tags: String?
    /// A radio map of `survey learn`; nil takes the site folder's own, if there is one.
    public var radioMap: String?
    public var broker: BrokerSettings
    public var map: DialectMap
    public var reports = Reports()
    public var log = LogRetention()
    public var fold = FoldTiming()
    public var retention = Retention()
    public var alarms = Alarms()
    /// Users (names or numbers) allowed to change something over the control socket, besides root and the daemon's own.
    public var operators: [String] = []

    /// When the JSON files are written, and whether boards get them over MQTT.
    public struct Reports: Sendable {
        /// Seconds between two writings of the JSON files; 0 writes none. Default 10.
        public var everySeconds = 10
        /// Whether summaries are published retained under `vigie/v1/<site>/summary/`. Default true.
        public var publishes = true
    }

    /// How long raw messages are kept.
    public struct LogRetention: Sendable {
        /// Days that raw messages are kept. Default 7.
        public var days = 7
        /// Bytes of topics and payloads kept at most. Default 4 GiB.
        public var bytes = 4 * 1024 * 1024 * 1024
    }

    /// How far what is derived may stay behind the log.
    public struct FoldTiming: Sendable {
        /// Milliseconds after which derived state is written at the latest while messages come. Default 500.
        public var flushMilliseconds: Int64 = 500
        /// Milliseconds that reads later than the rewind window wait for more of their kind before history is
        /// corrected. Default 30,000.
        public var settleMilliseconds: Int64 = 30_000
    }

    /// Days that stays are kept, by kind (data protection: purpose and proportion).
    public struct Retention: Sendable {
        public var equipmentDays = 396
        public var patientDays = 30
        public var staffDays = 60
        /// Days that an implant's trace to its patient is kept; nil, the default, keeps it: the law asks for decades.
        public var implantDays: Int?
    }

    /// What happens to alarms besides MQTT.
    public struct Alarms: Sendable {
        /// A command with its arguments, run for each alarm with it as JSON on standard input; empty for none.
        public var command: [String] = []
        /// A run that takes longer is ended. Default 10,000.
        public var timeoutMilliseconds = 10_000
        /// Alarms that may wait for their run; more are counted and left out. Default 100.
        public var queueMax = 100
    }

    public init(site: String, broker: BrokerSettings, map: DialectMap) {
        self.site = site
        self.broker = broker
        self.map = map
    }
}
