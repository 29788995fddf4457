private import Glibc

/// Platform functions under names that the simulator may call anywhere.
enum RadioMath {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
