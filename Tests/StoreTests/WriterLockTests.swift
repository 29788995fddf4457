import Dispatch
import Glibc
import Model
import Testing

@testable import Store

@Suite struct WriterLockTests {
    @Test func `a lock that is let go a moment later is waited for, one that stays is not`() throws {
        let temporary = try TemporaryFolder()
        let path = temporary.path + "/lock"
        // Another open file, as a child has it that was just forked.
        let other = open(path, O_RDWR | O_CREAT, 0o600)
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(40)) { flock(other, LOCK_UN) }
        let lock = try WriterLock(path: path)
        defer { withExtendedLifetime(lock) {} }
        #expect(flock(other, LOCK_EX | LOCK_NB) != 0)
        let refused = #expect(throws: VigieError.self) { _ = try WriterLock(path: path) }
        #expect(refused?.code == .unavailable)
        close(other)
    }
}
