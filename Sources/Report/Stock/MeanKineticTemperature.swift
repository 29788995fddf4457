import Glibc

/// The one temperature that would have done a product as much harm as the temperatures it had (USP <1160>).
enum MeanKineticTemperature {
    /// Activation energy over the gas constant, kelvin: 83.144 kJ/mol by 8.3144 J/(mol K).
    private static let activationKelvin = 10_000.0
    private static let zeroCelsiusKelvin = 273.15

    /// Of temperatures at equal intervals, degrees Celsius; nil of none.
    ///
    /// - Complexity: O(n).
    static func celsius(_ temperatures: some Collection<Double>) -> Double? {
        guard !temperatures.isEmpty else { return nil }
        var sum = 0.0
        for celsius in temperatures { sum += exp(-activationKelvin / (celsius + zeroCelsiusKelvin)) }
        return activationKelvin / -log(sum / Double(temperatures.count)) - zeroCelsiusKelvin
    }
}
