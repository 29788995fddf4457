/// Where the members of all objects of a JSON text stand. Loose: for damaging texts, not for reading them.
enum JSONMembers {
    struct Place {
        /// With its quotes.
        var key: Range<Int>
        var value: Range<Int>
    }

    static func all(in text: [UInt8]) -> [Place] {
        var places: [Place] = []
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            let key = index..<stringEnd(text, index)
            index = key.upperBound
            guard index < text.count, text[index] == UInt8(ascii: ":") else { continue }
            places.append(Place(key: key, value: (index + 1)..<valueEnd(text, index + 1)))
            // The value may hold members of its own.
            index += 1
        }
        return places
    }

    static func isNumber(_ value: ArraySlice<UInt8>) -> Bool {
        guard let first = value.first else { return false }
        return first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }

    private static func stringEnd(_ text: [UInt8], _ start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, text.count)
    }

    private static func valueEnd(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                index = stringEnd(text, index)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
            index += 1
        }
        return index
    }
}
