public import Model
import Store

extension Questions {
    /// The registry, by tag id.
    ///
    /// - Parameters:
    ///   - kind: nil for all, tags that are bound to nothing included.
    ///   - limit: at most so many rows; nil for all.
    /// - Throws: the store's errors.
    /// - Complexity: O(tags).
    public func tags(kind: TrackableKind? = nil, limit: Int? = nil) throws -> TagsAnswer {
        try together {
            var answer = TagsAnswer(site: try reader.status().site, rows: [], total: 0)
            try reader.forEachTag { row in
                guard kind == nil || row.trackable?.kind == kind else { return }
                answer.total += 1
                if answer.total <= limit ?? .max { answer.rows.append(row) }
            }
            return answer
        }
    }
}
