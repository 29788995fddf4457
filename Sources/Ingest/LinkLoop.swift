import CMosquitto
import Glibc
import Logging
import Model

/// What ``BrokerLink/run(_:)`` does, on its thread.
final class LinkLoop<Sink: BatchSink> {
    /// How a connection ended.
    private enum End {
        case stop
        case lost(String)
        case refused(String)
    }

    private static var idleMilliseconds: Int64 { 50 }
    /// A connection that lived this long was a success, also when no message came.
    private static var steadyMilliseconds: Int64 { 10_000 }

    private let link: BrokerLink
    private let settings: BrokerSettings
    private let logger: Logger
    private let wakePipe: WakePipe
    private let sink: Sink
    private let inbox: Inbox
    private var backoff: Backoff
    private var nextIdle: Int64 = 0
    private var wasConnected = false
    private var subscribed: [Int32: BrokerSettings.Subscription] = [:]

    init(link: BrokerLink, wakePipe: WakePipe, sink: Sink) {
        self.link = link
        self.settings = link.settings
        self.logger = link.logger
        self.wakePipe = wakePipe
        self.sink = sink
        self.inbox = Inbox(clientID: settings.clientID)
        self.backoff = Backoff(settings.backoff, seed: settings.backoffSeed)
    }

    func run() throws(VigieError) {
        while !link.isStopRequested {
            let end: End
            do throws(SinkFailure) {
                end = try connection()
            } catch {
                end = .lost(try reason(of: error))
            }
            // The messages that were read and not committed are forgotten; their acknowledgements went with the
            // connection.
            inbox.beginConnection()
            switch end {
            case .stop: break
            case .lost(let reason): try pause(reason, refused: false)
            case .refused(let reason): try pause(reason, refused: true)
            }
        }
        sink.linkChanged(.stopped)
    }

    /// Throws the error of a fatal failure; gives the reason of the other one.
    private func reason(of failure: SinkFailure) throws(VigieError) -> String {
        switch failure {
        case .fatal(let error): throw error
        case .retry(let error): return "the store cannot take messages now: \(error)"
        }
    }

    /// Waits before the next attempt; the sink keeps working.
    private func pause(_ reason: String, refused: Bool) throws(VigieError) {
        let wait = backoff.next()
        logger.warning("link to the broker down", metadata: ["reason": "\(reason)", "retry_ms": "\(wait)"])
        sink.linkChanged(
            refused ? .refused(reason: reason) : .disconnected(reason: reason, retryMilliseconds: wait))
        let deadline = monotonicMilliseconds() + Int64(wait)
        while !link.isStopRequested {
            let rest = deadline - monotonicMilliseconds()
            if rest <= 0 { return }
            let woken = waitFor(
                socket: -1, events: 0, wake: wakePipe.readEnd,
                milliseconds: Int(min(rest, Self.idleMilliseconds))
            ).woken
            if woken { wakePipe.drain() }
            do throws(SinkFailure) { try idleIfDue(woken: woken) } catch { _ = try self.reason(of: error) }
        }
    }

    /// One connection, from CONNECT to its end.
    private func connection() throws(SinkFailure) -> End {
        sink.linkChanged(.connecting)
        let client: MosquittoClient
        do throws(VigieError) {
            client = try MosquittoClient(
                settings, keepsSession: settings.keepsSession, context: Unmanaged.passUnretained(inbox).toOpaque())
        } catch {
            return .lost(error.description)
        }
        inbox.register(on: client)
        let code = client.connect(settings)
        guard code == MOSQ_ERR_SUCCESS.rawValue else { return .lost(describe(code)) }
        return try pump(client)
    }

    private func pump(_ client: MosquittoClient) throws(SinkFailure) -> End {
        let began = monotonicMilliseconds()
        var listens = true
        var isUp = false
        while true {
            if link.isStopRequested {
                client.disconnect(milliseconds: 2_000)
                return .stop
            }
            let ready = waitFor(
                socket: client.socket, events: POLLIN | (client.wantsWrite ? POLLOUT : 0), wake: wakePipe.readEnd,
                milliseconds: Int(max(0, min(Self.idleMilliseconds, nextIdle - monotonicMilliseconds()))))
            if ready.woken { wakePipe.drain() }
            let readCode = ready.socket & ~POLLOUT == 0 ? MOSQ_ERR_SUCCESS.rawValue : read(client)
            // Also when the link just broke: what was read is there, and its redelivery is recognised.
            let isBusy = !inbox.batch.isEmpty
            let settleCode = isBusy ? try settle(client) : MOSQ_ERR_SUCCESS.rawValue
            // While messages flow, what woke us goes with the next commit, which costs no sync of its own.
            if !isBusy { try idleIfDue(woken: ready.woken) }
            if !isUp, let answer = inbox.answer {
                guard answer.code == 0 else { return .refused(refusal(answer.code)) }
                isUp = true
                greet(client, sessionPresent: answer.sessionPresent)
            }
            for code in [readCode, settleCode, client.loopMisc(), flush(client)]
            where code != MOSQ_ERR_SUCCESS.rawValue {
                return .lost(describe(code))
            }
            checkGrants()
            if isUp, listens, !inbox.expectsRedelivery {
                listens = false
                inbox.stopListening(on: client)
            }
            let age = monotonicMilliseconds() - began
            if !isUp, age > Int64(settings.connectSeconds) * 1000 {
                return .lost("the broker did not answer within \(settings.connectSeconds) s")
            }
            if isUp, age > Self.steadyMilliseconds { backoff.reset() }
        }
    }

    /// Fills the batch until it is full, its time is over, or nothing more comes.
    private func read(_ client: MosquittoClient) -> Int32 {
        let deadline = monotonicMilliseconds() + Limits.batchMillisecondsMax
        while true {
            let before = inbox.batch.count
            inbox.receivedAt = wallClock()
            let code = client.loopRead()
            // `errno` says nothing here: the library's own wake-up socket leaks EAGAIN into it. A read that brought no
            // message is the sign that nothing more comes.
            if code != MOSQ_ERR_SUCCESS.rawValue || inbox.batch.count == before { return code }
            if inbox.batch.count >= Limits.batchMessagesMax || inbox.batch.bytes.count >= Limits.batchBytesMax {
                return code
            }
            if inbox.batch.count & 15 == 0, monotonicMilliseconds() >= deadline { return code }
        }
    }

    /// Commits the batch, then lets its acknowledgements go.
    private func settle(_ client: MosquittoClient) throws(SinkFailure) -> Int32 {
        if settings.acknowledgesBeforeCommit { _ = client.loopWrite() }
        link.faultHook?(.afterRead)
        try sink.commit(&inbox.batch)
        inbox.batch.removeAll()
        let code: Int32
        if client.socket < 0 {
            code = MOSQ_ERR_NO_CONN.rawValue
        } else if let hook = link.faultHook {
            code = AckSplitter.write(client, hook: hook)
        } else {
            code = client.loopWriteTogether()
        }
        link.faultHook?(.afterAcks)
        sink.released()
        backoff.reset()
        nextIdle = monotonicMilliseconds() + Self.idleMilliseconds
        return code
    }

    private func flush(_ client: MosquittoClient) -> Int32 {
        client.socket >= 0 && client.wantsWrite ? client.loopWrite() : MOSQ_ERR_SUCCESS.rawValue
    }

    private func idleIfDue(woken: Bool) throws(SinkFailure) {
        let now = monotonicMilliseconds()
        guard woken || now >= nextIdle else { return }
        nextIdle = now + Self.idleMilliseconds
        try sink.idle()
    }

    /// After the broker's yes: subscribes to everything, always. A kept session has the subscriptions already, but
    /// perhaps those of an older configuration; subscribing again only brings retained messages again.
    private func greet(_ client: MosquittoClient, sessionPresent: Bool) {
        if wasConnected, !sessionPresent, settings.keepsSession {
            logger.error("the broker has lost our session: what came while we were away is lost")
        }
        wasConnected = true
        logger.info(
            "connected to the broker",
            metadata: ["broker": "\(settings.description)", "session_present": "\(sessionPresent)"])
        subscribed.removeAll()
        for subscription in settings.subscriptions {
            let (code, packetID) = client.subscribe(subscription)
            if code == MOSQ_ERR_SUCCESS.rawValue { subscribed[packetID] = subscription }
        }
        sink.linkChanged(.connected(sessionPresent: sessionPresent))
    }

    private func checkGrants() {
        guard !inbox.grants.isEmpty else { return }
        for grant in inbox.grants {
            guard let subscription = subscribed.removeValue(forKey: grant.packetID) else { continue }
            if grant.qos > 2 {
                logger.error("the broker refuses a subscription", metadata: ["filter": "\(subscription.filter)"])
                sink.linkChanged(.subscriptionRefused(filter: subscription.filter))
            } else if grant.qos < Int32(subscription.qos) {
                logger.warning(
                    "the broker grants less than asked: messages can be lost",
                    metadata: ["filter": "\(subscription.filter)", "qos": "\(grant.qos)"])
            }
        }
        inbox.grants.removeAll()
    }

    private func describe(_ code: Int32) -> String {
        let text = MQTTLibrary.text(code)
        return inbox.lastError.map { text + " (" + $0 + ")" } ?? text
    }

    private func refusal(_ code: Int32) -> String {
        mosquitto_connack_string(code).map { String(cString: $0) } ?? "CONNACK \(code)"
    }

    private func wallClock() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
