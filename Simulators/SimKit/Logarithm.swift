#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The natural logarithm of the C library: the one platform function that the simulators' numbers depend on.
func logarithm(_ value: Double) -> Double { log(value) }
