/// The Cholesky factor of a symmetric positive definite matrix: `A = L·Lᵀ` (Golub and Van Loan, "Matrix
/// Computations", 4.2).
struct Cholesky: Sendable {
    let count: Int
    /// Row by row, only the lower triangle is set.
    private var lower: [Double]

    /// Factors a matrix given row by row; nil when it is not positive definite.
    /// - Complexity: O(n³ / 6) multiplications.
    init?(_ matrix: [Double], count: Int) {
        self.count = count
        var lower = matrix
        let isFine = lower.withUnsafeMutableBufferPointer { a in
            for row in 0..<count {
                for column in 0...row {
                    var sum = a[row * count + column]
                    for k in 0..<column { sum -= a[row * count + k] * a[column * count + k] }
                    if row == column {
                        guard sum > 0, sum.isFinite else { return false }
                        a[row * count + row] = sum.squareRoot()
                    } else {
                        a[row * count + column] = sum / a[column * count + column]
                    }
                }
            }
            return true
        }
        guard isFine else { return nil }
        self.lower = lower
    }

    /// Solves `L·v = b`.
    /// - Complexity: O(n² / 2).
    func forward(_ right: [Double]) -> [Double] {
        var v = right
        lower.withUnsafeBufferPointer { l in
            for row in 0..<count {
                var sum = v[row]
                for k in 0..<row { sum -= l[row * count + k] * v[k] }
                v[row] = sum / l[row * count + row]
            }
        }
        return v
    }

    /// Solves `A·x = b`.
    /// - Complexity: O(n²).
    func solve(_ right: [Double]) -> [Double] {
        var x = forward(right)
        lower.withUnsafeBufferPointer { l in
            for row in stride(from: count - 1, through: 0, by: -1) {
                var sum = x[row]
                for k in row + 1..<max(row + 1, count) { sum -= l[k * count + row] * x[k] }
                x[row] = sum / l[row * count + row]
            }
        }
        return x
    }

    /// The diagonal of the inverse of A: the squared lengths of the columns of `L⁻¹`.
    /// - Complexity: O(n³ / 6).
    func inverseDiagonal() -> [Double] {
        var diagonal = Array(repeating: 0.0, count: count)
        var column = Array(repeating: 0.0, count: count)
        lower.withUnsafeBufferPointer { l in
            for start in 0..<count {
                var squares = 0.0
                for row in start..<count {
                    var sum = row == start ? 1.0 : 0.0
                    for k in start..<row { sum -= l[row * count + k] * column[k] }
                    column[row] = sum / l[row * count + row]
                    squares += column[row] * column[row]
                }
                diagonal[start] = squares
            }
        }
        return diagonal
    }
}
