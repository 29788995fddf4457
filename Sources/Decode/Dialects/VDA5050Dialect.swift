import Model

/// VDA 5050 robots, versions 2 and 3: `<interface>/v<major>/<manufacturer>/<serial>/state|visualization|connection`.
///
/// Facts from the standard's JSON schemas: the robot is the tag, `<manufacturer>/<serialNumber>`; its fleet, the
/// manufacturer, is the provider of the frame; `mapId` is the level; metres and metres per second. Version 3 renames
/// `agvPosition` to `mobileRobotPosition`, `positionInitialized` to `localized` and `batteryState.batteryCharge` to
/// `powerSupply.stateOfCharge`. A charge is percent, but some programs send 0.8 for 80 %: above 0 and up to 1 it can
/// mean either, and is not read. `connection` is the robot's health, retained, and its will repeats an old header: it
/// is never filtered by `headerId`. A state without a position is a heartbeat: states are snapshots.
enum VDA5050Dialect: DialectReader {
    private enum Topic: Int {
        case unknown, state, visualization, connection, other
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        var levels = TopicLevels(topic)
        guard kind(levels.last()) != .unknown, levels.last() != nil, levels.last() != nil, let version = levels.last()
        else { return false }
        return version.count >= 2 && version[0] == UInt8(ascii: "v") && version[1...].allSatisfy(Ascii.isDigit)
    }

    /// The header: `headerId`, `manufacturer` and `serialNumber`.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        return document.has(root, "headerId") && document.has(root, "manufacturer")
            && document.has(root, "serialNumber")
    }

    private static func kind(_ level: UnsafeBufferPointer<UInt8>?) -> Topic {
        if isText(level, "state") { return .state }
        if isText(level, "visualization") { return .visualization }
        if isText(level, "connection") { return .connection }
        let isOther =
            isText(level, "order") || isText(level, "instantActions") || isText(level, "factsheet")
            || isText(level, "zoneSet") || isText(level, "responses")
        return isOther ? .other : .unknown
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        let topic = kind(levels.last())
        if topic == .other { throw Refusal(.unsupportedMessage, "an order, an action or a factsheet") }
        scope.topicKind = topic.rawValue
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        guard let manufacturer = try document.filledString(root, "manufacturer") else {
            throw Refusal(.missingField, "manufacturer")
        }
        guard let serial = try document.filledString(root, "serialNumber") else {
            throw Refusal(.missingField, "serialNumber")
        }
        let robot = try decoded.appendPair(manufacturer, serial, "manufacturer and serialNumber")
        try scope.setReader(robot, in: &decoded)
        let topic = kind(document, scope)
        let time = try document.date(root, "timestamp")
        if topic == .connection {
            decoded.health.append(scope.health(try connection(document), device: time))
            return
        }
        guard topic == .state || topic == .visualization else {
            throw Refusal(.unsupportedMessage, "neither a state, a visualization nor a connection")
        }
        guard let position = try position(document) else {
            decoded.health.append(scope.health(.heartbeat, device: time))
            return
        }
        try scope.setReader(manufacturer, in: &decoded)
        let fleet = scope
        decoded.add(fleet) { (decoded) throws(Refusal) in
            var observation = fleet.observation()
            observation.tag = robot
            observation.tagKind = .position
            try readPosition(document, position, &observation, &decoded)
            try readState(document, &observation)
            try fleet.setTime(time, of: &observation)
            observation.packet = try packet(document, topic, robot, time, decoded)
            return observation
        }
    }

    private static func kind(_ document: JSONDocument, _ scope: MessageScope) -> Topic {
        let topic = Topic(rawValue: scope.topicKind) ?? .unknown
        guard topic == .unknown else { return topic }
        let root = document.root
        if document.has(root, "connectionState") { return .connection }
        let isOrder =
            document.has(root, "nodes") || document.has(root, "actions") || document.has(root, "typeSpecification")
        if isOrder || document.has(root, "instantActions") { return .other }
        return document.has(root, "operatingMode") ? .state : .visualization
    }

    private static func connection(_ document: JSONDocument) throws(Refusal) -> HealthReport.Kind {
        guard let state = try document.string(document.root, "connectionState") else {
            throw Refusal(.missingField, "connectionState")
        }
        if isText(state, "ONLINE") { return .online }
        // Hibernating robots say nothing for as long as they sleep.
        let isOffline =
            isText(state, "OFFLINE") || isText(state, "CONNECTIONBROKEN") || isText(state, "CONNECTION_BROKEN")
            || isText(state, "HIBERNATING")
        guard isOffline else { throw Refusal(.unsupportedMessage, "a connectionState that the standard does not have") }
        return .offline
    }

    /// The position's object, when the robot knows where it is.
    private static func position(_ document: JSONDocument) throws(Refusal) -> JSONDocument.Value? {
        if let position = try document.object(document.root, "agvPosition") {
            return try document.bool(position, "positionInitialized") ?? true ? position : nil
        }
        guard let position = try document.object(document.root, "mobileRobotPosition") else { return nil }
        return try document.bool(position, "localized") ?? true ? position : nil
    }

    private static func readPosition(
        _ document: JSONDocument, _ position: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let x = try document.number(position, "x", in: Limits.positionMetresRange),
            let y = try document.number(position, "y", in: Limits.positionMetresRange)
        else { throw Refusal(.missingField, "x and y") }
        observation.xMetres = x
        observation.yMetres = y
        observation.accuracyMetres = try document.distance(position, "deviationRange")
        if let map = try document.string(position, "mapId") { try decoded.setLevel(map, of: &observation) }
    }

    private static func readState(_ document: JSONDocument, _ observation: inout Observation) throws(Refusal) {
        let root = document.root
        if let velocity = try document.object(root, "velocity") {
            let x = try document.number(velocity, "vx", in: -100...100) ?? 0
            let y = try document.number(velocity, "vy", in: -100...100) ?? 0
            let speed = (x * x + y * y).squareRoot()
            if Limits.speedMetresPerSecondRange.contains(speed) { observation.speedMetresPerSecond = Float(speed) }
        }
        if let isDriving = try document.bool(root, "driving") {
            observation.events.insert(isDriving ? .moving : .still)
        }
        var charge = Float.nan
        if let battery = try document.object(root, "batteryState") {
            charge = try document.percent(battery, "batteryCharge")
            observation.batteryVolts = Float(try document.number(battery, "batteryVoltage", in: 0...1000) ?? .nan)
        } else if let supply = try document.object(root, "powerSupply") {
            charge = try document.percent(supply, "stateOfCharge")
        }
        if charge == 0 || charge > 1 { observation.batteryPercent = charge }
    }

    /// Robot, kind of message, number and time: the number begins again when the robot does.
    private static func packet(
        _ document: JSONDocument, _ topic: Topic, _ robot: ByteRange, _ time: Instant?,
        _ decoded: borrowing DecodedBatch
    ) throws(Refusal) -> UInt64 {
        guard let number = try document.integer(document.root, "headerId", in: 0...Int64.max), let time else {
            return 0
        }
        var key = PacketKey()
        key.add(field: robot, of: decoded.bytes)
        key.add(number: topic.rawValue)
        key.add(number: number)
        key.add(number: time.milliseconds)
        return key.value
    }
}
