// How the stages are wired. Every message takes this way, live and in a replay:
//
//            MQTT                 bytes               Observation           Read              Derivations
//  readers ───────▶ [BrokerLink] ───────▶ [Fold: Decode ───────▶ Resolve ───────────▶ drain] ───────────▶ [StoreWriter]
//                        ▲    ≤ 500 messages                                                                   │
//                        │    or 20 ms                                                                         │
//                        └──────────────────── PUBACKs only after COMMIT ◀─────────────────────────────────────┘
//
// One thread (`DaemonLine`) does, batch after batch:
//
//   1. loop_read     messages into a batch                                     Ingest
//   2. COMMIT        this batch raw to the log, with what earlier batches      Store
//                    became (derivations + cursor), in one transaction
//   3. loop_write    the PUBACKs of this batch                                 Ingest
//   4. fold          this batch: decode, resolve; nothing is written yet       Decode, Resolve
//
// The cursor stays behind the log by at most `fold.flush_ms` of work; after a crash the fold reads that part of the log
// again (`CatchUp`), so that every message counts exactly once. In a replay (`Replay`) the capture's lines take the
// place of step 1 and nobody waits for acknowledgements.
