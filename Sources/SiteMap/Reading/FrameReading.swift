import Model

extension SiteLoader {
    /// The provider frames with their control points fitted; wrong ones are told and left out.
    mutating func resolveFrames(_ plan: FloorPlan) -> [ProviderFrame] {
        var frames: [ProviderFrame] = []
        for frame in settings.frames {
            let field = "frame of \(quoted(frame.provider))"
            if let level = frame.level, plan.levelIndices[level] == nil {
                fail(file: "site.yaml", field: field, "no level \(quoted(level.rawValue))", "Give the id of a level")
                continue
            }
            if frames.contains(where: { same($0, frame) }) {
                warn(file: "site.yaml", field: field, "the frame is given twice; the first one counts", "Keep one")
                continue
            }
            if let frame = resolve(frame, field, plan) { frames.append(frame) }
        }
        return frames
    }

    /// Whether two frames say where the same positions lie.
    private func same(_ one: ProviderFrame, _ other: ProviderFrame) -> Bool {
        guard one.provider == other.provider, one.providerLevel == other.providerLevel else { return false }
        return one.providerLevel != nil || one.level == other.level
    }

    private mutating func resolve(_ frame: ProviderFrame, _ field: String, _ plan: FloorPlan) -> ProviderFrame? {
        var frame = frame
        if !frame.controlPoints.isEmpty {
            var pairs: [(provider: Point, site: Point)] = []
            for control in frame.controlPoints {
                switch control.site {
                case .metres(let point): pairs.append((control.provider, point))
                case .degrees(let longitude, let latitude):
                    guard let level = frame.level.flatMap({ plan.levelIndices[$0] }) else {
                        fail(
                            file: "site.yaml", field: field, "control points in degrees without a level",
                            "Give the frame its level")
                        return nil
                    }
                    let local = plan.frame(level: level)
                    pairs.append((control.provider, local.point(longitude: longitude, latitude: latitude)))
                }
            }
            do {
                let (transform, residual) = try FrameTransform.fitted(pairs)
                frame.transform = transform
                if residual > 1 {
                    let metres = (residual * 10).rounded() / 10
                    warn(
                        file: "site.yaml", field: field, "the control points fit only to \(metres) m",
                        "Check the control points")
                }
            } catch {
                fail(file: "site.yaml", field: field, error.what, error.remedy ?? "Check the control points")
                return nil
            }
        }
        let transform = frame.transform
        let numbers = [transform.offsetXMetres, transform.offsetYMetres, transform.rotationDegrees, transform.scale]
        guard numbers.allSatisfy(\.isFinite), transform.scale > 0 else {
            fail(file: "site.yaml", field: field, "not a transform", "Give finite numbers and a scale above 0")
            return nil
        }
        return frame
    }
}
