import Decode
import Ingest
import Model
import SiteMap
import Testing

@testable import Pipeline

@Suite("Configuration")
struct ConfigurationTests {
    private let good = """
        data: /srv/vigie
        site: plan
        broker:
          host: broker.hospital.example
          port: 8883
          client_id: vigie-a
          keepalive_s: 10
          username: vigie
          tls: {ca: ca.pem, certificate: own.pem, key: own.key}
        subscriptions:
          - {topic: "vigie/v1/+/observations/+", dialect: native}
          - {topic: "espresense/devices/#", dialect: espresense, qos: 0, reader_prefix: "e-", level: l-2, trust: reads}
        reports: {every_s: 30, publish: false}
        log: {days: 3, bytes: 2000000}
        fold: {flush_ms: 100}
        retention: {patient_days: 7}
        operators: [root, "1000"]
        """

    @Test("every key is taken, and paths are relative to the file")
    func everything() throws {
        let configuration = try Configuration.read(text: good, file: "/etc/vigie/vigie.yaml")
        #expect(configuration.data == "/srv/vigie")
        #expect(configuration.site == "/etc/vigie/plan")
        #expect(configuration.broker.port == 8883)
        #expect(configuration.broker.keepAliveSeconds == 10)
        #expect(configuration.broker.tls?.certificateFile == "/etc/vigie/own.pem")
        #expect(configuration.broker.subscriptions.map(\.qos) == [1, 0])
        #expect(configuration.map.entries.map(\.readerPrefix) == ["", "e-"])
        #expect(configuration.map.entries.map(\.level) == ["", "l-2"])
        #expect(configuration.map.entries.map(\.trust) == [.full, .reads])
        #expect(configuration.map.recognisesOthers == false)
        #expect(configuration.reports.everySeconds == 30 && !configuration.reports.publishes)
        #expect(configuration.log.days == 3 && configuration.log.bytes == 2_000_000)
        #expect(configuration.fold.flushMilliseconds == 100)
        #expect(configuration.retention.patientDays == 7 && configuration.retention.staffDays == 60)
        #expect(configuration.operators == ["root", "1000"])
    }

    @Test(
        "what is wrong is told with file, line, key and remedy",
        arguments: [
            ("fold: {flush_ms: 100}", "fold: {flash_ms: 100}", "unknown key fold.flash_ms"),
            ("keepalive_s: 10", "keepalive_s: 600", "whole number"),
            ("dialect: native", "dialect: klingon", "no dialect"),
            ("vigie/v1/+/observations/+", "vigie/#/x", "topic filter"),
            ("qos: 0", "qos: 2", "whole number"),
            ("trust: reads", "trust: blind", "no class of trust"),
            ("publish: false", "publish: maybe", "true or false"),
            (", key: own.key", "", "belong together"),
            ("site: plan", "plan: x", "unknown key plan"),
            ("days: 3", "days: three", "whole number"),
        ])
    func wrong(original: String, spoilt: String, expected: String) throws {
        let text = good.replacing(original, with: spoilt)
        let error = #expect(throws: VigieError.self) { try Configuration.read(text: text, file: "vigie.yaml") }
        #expect(error?.code == .badConfiguration)
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        #expect(error?.place?.hasPrefix("vigie.yaml:") == true)
        #expect(error?.remedy?.isEmpty == false)
    }

    @Test("text that is no YAML, or no mapping, or empty is refused")
    func noMapping() {
        for text in ["{", "- a\n- b", "", "site: [unclosed", "\u{0}"] {
            let error = #expect(throws: VigieError.self) { try Configuration.read(text: text) }
            #expect(error?.code == .badConfiguration)
        }
    }

    @Test("site.yaml: identifier, zone and frames")
    func siteSettings() throws {
        let text = """
            site: north-wing
            time_zone: Europe/Paris
            frames:
              - {provider: uwb, level: L1, offset: [10, 5], rotation_deg: 90, scale: 0.001}
              - {provider: aoa, level: L0, points: [{from: [0, 0], to: [1, 1]}, {from: [10, 0], to: [11, 1]}]}
            """
        let settings = try SiteSettings.read(YAMLMapping(text: text, file: "site.yaml"))
        #expect(settings.site == SiteID("north-wing"))
        #expect(settings.frames.count == 2)
        let point = settings.frames[0].transform.apply(Point(xMetres: 1000, yMetres: 0))
        #expect(abs(point.xMetres - 10) < 1e-9 && abs(point.yMetres - 6) < 1e-9)
        for bad in ["site: a/b", "time_zone: Mars/Olympus", "time_zone: ../../etc/passwd", "frames: 3", "scale: 1"] {
            #expect(throws: VigieError.self) { try SiteSettings.read(YAMLMapping(text: bad, file: "site.yaml")) }
        }
    }
}
