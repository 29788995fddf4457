import Glibc
import Testing

@testable import Resolve

@Suite("Fast functions keep their promised error")
struct FastMathTests {
    @Test func exp2() {
        for step in -1200...1200 {
            let x = Float(step) / 10
            let exact = Glibc.exp2(Double(x))
            #expect(abs(Double(FastMath.exp2(x)) / exact - 1) < 1e-5 || exact < 1e-37, "\(x)")
        }
        #expect(FastMath.exp2(-500) == 0)
    }

    @Test func log2() {
        for step in 1...5000 {
            let x = Float(step) * 0.37
            #expect(abs(Double(FastMath.log2(x)) - Glibc.log2(Double(x))) < 2e-6, "\(x)")
        }
    }
}
