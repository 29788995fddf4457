public import Model

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A similarity transform from a provider's coordinates to a building's metres: first y is turned round where the
/// provider counts it downwards, then scale, then rotation, then offset.
public struct FrameTransform: Sendable, Hashable {
    /// Where the provider's origin lies, metres east.
    public let offsetXMetres: Double
    /// Where the provider's origin lies, metres north.
    public let offsetYMetres: Double
    /// Counter-clockwise.
    public let rotationDegrees: Double
    /// Metres per unit of the provider: 0.001 when it sends millimetres.
    public let scale: Double
    /// Whether the provider's y grows southwards, as in image coordinates.
    public let flipsY: Bool
    private let cosine: Double
    private let sine: Double

    /// A transform from its parts; without arguments the identity.
    public init(
        offsetXMetres: Double = 0, offsetYMetres: Double = 0, rotationDegrees: Double = 0, scale: Double = 1,
        flipsY: Bool = false
    ) {
        self.offsetXMetres = offsetXMetres
        self.offsetYMetres = offsetYMetres
        self.rotationDegrees = rotationDegrees
        self.scale = scale
        self.flipsY = flipsY
        cosine = cos(rotationDegrees * .pi / 180)
        sine = sin(rotationDegrees * .pi / 180)
    }

    /// A point of the provider in the building's metres.
    public func apply(_ point: Point) -> Point {
        let x = point.xMetres * scale
        let y = point.yMetres * (flipsY ? -scale : scale)
        return Point(
            xMetres: cosine * x - sine * y + offsetXMetres,
            yMetres: sine * x + cosine * y + offsetYMetres)
    }

    /// A point of the building in the provider's coordinates; NaN when the scale is 0.
    public func inverse(_ point: Point) -> Point {
        let x = point.xMetres - offsetXMetres
        let y = point.yMetres - offsetYMetres
        return Point(
            xMetres: (cosine * x + sine * y) / scale,
            yMetres: (cosine * y - sine * x) / (flipsY ? -scale : scale))
    }
}

extension FrameTransform {
    /// The transform that brings points of a provider nearest to their places in the building, by least squares.
    ///
    /// Two points give scale, rotation and offset; from three on, not on one line, the turned y is tried too and
    /// kept when it fits better.
    ///
    /// - Returns: the transform and the root mean square of what is left, in metres.
    /// - Throws: `badConfiguration` for fewer than two points, points that coincide, or numbers that are not finite.
    public static func fitted(
        _ pairs: [(provider: Point, site: Point)]
    ) throws(VigieError) -> (transform: FrameTransform, residualMetres: Double) {
        let remedy = "Give at least two ground control points, several metres apart"
        guard pairs.count >= 2 else {
            throw VigieError(.badConfiguration, "too few ground control points", remedy: remedy)
        }
        for pair in pairs {
            let sum = pair.provider.xMetres + pair.provider.yMetres + pair.site.xMetres + pair.site.yMetres
            guard sum.isFinite else {
                throw VigieError(.badConfiguration, "a ground control point is not a finite number", remedy: remedy)
            }
        }
        guard let upright = fit(pairs, flipsY: false) else {
            throw VigieError(.badConfiguration, "the ground control points coincide", remedy: remedy)
        }
        if pairs.count >= 3, let turned = fit(pairs, flipsY: true),
            turned.residualMetres + 1e-6 < upright.residualMetres
        {
            return turned
        }
        return upright
    }

    /// Closed form in complex numbers: with both sets around their means p and q,
    /// scale · e^(i·rotation) = Σ conj(p) q / Σ |p|².
    private static func fit(
        _ pairs: [(provider: Point, site: Point)], flipsY: Bool
    ) -> (transform: FrameTransform, residualMetres: Double)? {
        let count = Double(pairs.count)
        let turn = flipsY ? -1.0 : 1.0
        let meanX = pairs.reduce(0) { $0 + $1.provider.xMetres } / count
        let meanY = pairs.reduce(0) { $0 + $1.provider.yMetres * turn } / count
        let siteX = pairs.reduce(0) { $0 + $1.site.xMetres } / count
        let siteY = pairs.reduce(0) { $0 + $1.site.yMetres } / count
        var (real, imaginary, spread) = (0.0, 0.0, 0.0)
        for pair in pairs {
            let (x, y) = (pair.provider.xMetres - meanX, pair.provider.yMetres * turn - meanY)
            let (u, v) = (pair.site.xMetres - siteX, pair.site.yMetres - siteY)
            real += x * u + y * v
            imaginary += x * v - y * u
            spread += x * x + y * y
        }
        guard spread > 0, real != 0 || imaginary != 0 else { return nil }
        (real, imaginary) = (real / spread, imaginary / spread)
        let transform = FrameTransform(
            offsetXMetres: siteX - (real * meanX - imaginary * meanY),
            offsetYMetres: siteY - (imaginary * meanX + real * meanY),
            rotationDegrees: atan2(imaginary, real) * 180 / .pi,
            scale: (real * real + imaginary * imaginary).squareRoot(), flipsY: flipsY)
        let squares = pairs.reduce(0) { sum, pair in
            let distance = transform.apply(pair.provider).distance(to: pair.site)
            return sum + distance * distance
        }
        return (transform, (squares / count).squareRoot())
    }
}
