private import Glibc

/// Degrees to metres around an origin: x east, y north, on the tangent plane of the WGS 84 ellipsoid.
///
/// Good to millimetres over a building. Source of the constants: NIMA TR8350.2 (semi-major axis 6,378,137 m,
/// flattening 1/298.257223563).
struct LocalFrame {
    let longitude: Double
    let latitude: Double
    let metresPerDegreeEast: Double
    let metresPerDegreeNorth: Double

    init(longitude: Double, latitude: Double) {
        self.longitude = longitude
        self.latitude = latitude
        let axis = 6_378_137.0
        let flattening = 1 / 298.257223563
        let square = flattening * (2 - flattening)
        let sine = sin(latitude * .pi / 180)
        let base = 1 - square * sine * sine
        let prime = axis / base.squareRoot()
        let meridian = axis * (1 - square) / (base * base.squareRoot())
        metresPerDegreeEast = prime * cos(latitude * .pi / 180) * .pi / 180
        metresPerDegreeNorth = meridian * .pi / 180
    }

    func degrees(_ point: Point) -> (longitude: Double, latitude: Double) {
        (longitude + point.x / metresPerDegreeEast, latitude + point.y / metresPerDegreeNorth)
    }

    func metres(longitude: Double, latitude: Double) -> Point {
        Point(
            (longitude - self.longitude) * metresPerDegreeEast, (latitude - self.latitude) * metresPerDegreeNorth)
    }
}
