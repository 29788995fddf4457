public import Model

/// Why a sink could not take a batch.
public enum SinkFailure: Error, Sendable {
    /// The store fails now and may work later (full, busy): no acknowledgement leaves, the connection is dropped, and
    /// after a back-off the broker sends the same messages again.
    case retry(VigieError)
    /// The process must end: ``BrokerLink/run(_:)`` throws the error; no acknowledgement leaves.
    case fatal(VigieError)
}

/// The state of the link to the broker, for logs, reports and alarms.
public enum LinkState: Hashable, Sendable {
    case connecting
    /// `sessionPresent` is false when the broker knew nothing of us: what came while we were away is lost, if we have
    /// been connected before.
    case connected(sessionPresent: Bool)
    /// The broker answered and said no (credentials, certificate, client id); we keep trying.
    case refused(reason: String)
    /// The broker refused one of the subscriptions; the others work.
    case subscriptionRefused(filter: String)
    case disconnected(reason: String, retryMilliseconds: Int)
    /// After a requested stop.
    case stopped
}

/// Takes batches of messages and makes them durable. All calls come from the thread that runs ``BrokerLink/run(_:)``.
public protocol BatchSink: AnyObject {
    /// Makes the batch durable; it holds at least one message. When it returns, the messages are acknowledged.
    ///
    /// The sink may swap the batch for another one (to fold it later without a copy); what it leaves is emptied.
    func commit(_ batch: inout MessageBatch) throws(SinkFailure)

    /// The acknowledgements of the committed batch are on the wire, or the link broke and the broker will send the
    /// batch again. In both cases it is durable, and the time for deferred work is now.
    func released()

    /// Called at least every 50 ms while nothing comes, connected or not, and soon after ``BrokerLink/wake()``.
    func idle() throws(SinkFailure)

    func linkChanged(_ state: LinkState)
}
