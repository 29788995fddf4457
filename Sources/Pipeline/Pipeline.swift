// How the stages are wired. Every message takes this way, live and in a replay:
//
//            MQTT                 bytes               Observation           Read              Derivations
//  readers ───────▶ [BrokerLink] ───────▶ [Fold: Decode ───────▶ Resolve ───────────▶ drain] ───────────▶ [StoreWriter]
//                        ▲    ≤ 500 messages                                                                   │
//                        │    or 20 ms                                                                         │
//                        └──────────────────── PUBACKs only after COMMIT ◀─────────────────────────────────────┘
//
// The line's thread (`DaemonLine`) does, batch after batch:
//
//   1. loop_read     messages into a batch                                     Ingest
//   2. COMMIT        this batch raw to the log, with what the fold gave back   Store
//                    (derivations + cursor), in one transaction
//   3. loop_write    the PUBACKs of this batch                                 Ingest
//
// and beside it, on a thread of its own (`FoldStage`), batch after batch as they are committed:
//
//   4. fold          decode, resolve, watch the rules (`FoldWatch`); every     Decode, Resolve,
//                    `fold.flush_ms`, and at once with an alarm, what was      Watch
//                    derived goes back to the line, which writes it with
//                    step 2; scans go into the ledger there (`ScanDesk`)       Stock
//
// The cursor stays behind the log by at most `fold.flush_ms` of work; after a crash the fold reads that part of the log
// again (`CatchUp`), so that every message counts exactly once. In a replay (`Replay`) the capture's lines take the
// place of step 1 and nobody waits for acknowledgements.
