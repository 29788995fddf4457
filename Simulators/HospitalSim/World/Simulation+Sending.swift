internal import Model
internal import SimKit

extension Simulation {
    /// What is retained at the broker before the first second: who is there, and with `wills` who is not.
    func announceReaders() {
        for reader in lines.indices {
            guard let dialect = dialects[reader] else { continue }
            if lines[reader].isDead, !options.faults.wills { continue }
            guard let status = encoder.status(dialect, reader: reader, isOnline: !lines[reader].isDead)
            else { continue }
            queue.push(status, at: Int64(reader % 500))
        }
    }

    /// Begins losses and delays, tells deaths, adds what is malformed.
    func startFaults(at now: Int64) {
        let faults = options.faults
        let burstChance = faults.bursts > 0 ? min(1, faults.bursts / (8 * max(0.01, 1 - faults.bursts))) : 0
        for reader in lines.indices {
            guard let dialect = dialects[reader], !lines[reader].isDead else { continue }
            if lines[reader].diesAt <= now {
                if faults.wills, !lines[reader].hasToldDeath,
                    let status = encoder.status(dialect, reader: reader, isOnline: false)
                {
                    queue.push(status, at: max(now, lines[reader].lastArrival))
                }
                lines[reader].hasToldDeath = true
                continue
            }
            if now >= lines[reader].burstUntil, random.chance(burstChance) {
                lines[reader].burstUntil = now + Int64(random.uniform(2...14) * 1000)
            }
            if dialect.tellsTime, now >= lines[reader].lateUntil, random.chance(faults.lateBatches / 60) {
                lines[reader].lateUntil = now + Int64(random.uniform(10...60) * 1000)
            }
        }
    }

    /// Turns the reads of one second into messages; gateways that send batches have a period of a second.
    func send(_ reads: [SimRead], from: Int64) {
        var gathered: [Int: [StampedRead]] = [:]
        var gatheringReaders: [Int] = []
        for read in reads {
            let reader = Int(read.reader)
            guard let dialect = dialects[reader] else { continue }
            let at = stamp(read.atMilliseconds, reader: reader)
            if readsPerMessage(dialect) == 1 {
                dispatch(
                    encoder.message([(read, at)], dialect, reader: reader, at: at, line: &lines[reader]),
                    sentAt: read.atMilliseconds)
            } else {
                if gathered[reader] == nil { gatheringReaders.append(reader) }
                gathered[reader, default: []].append((read, at))
            }
        }
        let sentAt = from + 999
        for reader in gatheringReaders {
            guard let list = gathered[reader], let dialect = dialects[reader] else { continue }
            let count = readsPerMessage(dialect)
            for start in stride(from: 0, to: list.count, by: count) {
                let part = Array(list[start..<min(list.count, start + count)])
                let at = stamp(sentAt, reader: reader)
                dispatch(
                    encoder.message(part, dialect, reader: reader, at: at, line: &lines[reader]), sentAt: sentAt)
            }
        }
        sendHeartbeats(at: sentAt)
    }

    private func readsPerMessage(_ dialect: SimDialect) -> Int {
        dialect == .native ? options.readsPerMessage : dialect.isBatch ? WireEncoder.readsPerBatchMax : 1
    }

    private func sendHeartbeats(at now: Int64) {
        guard options.heartbeatSeconds > 0 else { return }
        let interval = Int64(options.heartbeatSeconds) * 1000
        for reader in lines.indices {
            // Spread over the interval, so that the readers of a site do not speak all at once.
            guard let dialect = dialects[reader], !lines[reader].isDead, lines[reader].diesAt > now,
                now - lines[reader].lastSent >= interval + Int64(reader % 7) * 100
            else { continue }
            dispatch(encoder.heartbeat(dialect, reader: reader, at: stamp(now, reader: reader)), sentAt: now)
        }
    }

    /// The reader's own clock.
    private func stamp(_ milliseconds: Int64, reader: Int) -> Instant {
        instant(milliseconds).advanced(byMilliseconds: lines[reader].skewMilliseconds)
    }

    /// Puts a message on its way: lost, late, doubled, or simply some milliseconds later at the broker.
    private func dispatch(_ delivery: Delivery, sentAt: Int64) {
        let reader = delivery.reader
        lines[reader].lastSent = sentAt
        if sentAt < lines[reader].burstUntil {
            counts.lostOnTheWay += delivery.reads
            return
        }
        var arrival = sentAt + 10 + Int64(random.below(70))
        if sentAt < lines[reader].lateUntil {
            arrival = lines[reader].lateUntil + Int64(random.below(20))
            counts.lateMessages += 1
        }
        // One connection keeps its order.
        arrival = max(arrival, lines[reader].lastArrival)
        lines[reader].lastArrival = arrival
        queue.push(delivery, at: arrival)
        if random.chance(options.faults.duplicates) {
            var copy = delivery
            copy.isDuplicate = true
            counts.duplicates += 1
            queue.push(copy, at: arrival + 5 + Int64(random.below(500)))
        }
        if random.chance(options.faults.malformed) {
            counts.malformed += 1
            queue.push(encoder.malformed(reader: reader, kind: random.below(5)), at: arrival)
        }
    }
}
