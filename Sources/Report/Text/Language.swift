/// The languages in which text answers are written. JSON is the same in all of them.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case french = "fr"

    /// The language of a POSIX locale: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty
    /// decides; English when it is of another language.
    public static func of(environment: [String: String]) -> Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = environment[name], !value.isEmpty else { continue }
            return value == "fr" || value.hasPrefix("fr_") || value.hasPrefix("fr.") ? .french : .english
        }
        return .english
    }
}

/// The same words in each language.
public struct Phrase: Hashable, Sendable {
    public let english: String
    public let french: String

    public init(_ english: String, _ french: String) {
        self.english = english
        self.french = french
    }

    /// Words that are the same in every language: names, amounts, what engineers read in English.
    public init(same text: String) { self.init(text, text) }

    /// Words with an amount or a name in them, written for each language.
    init(_ text: (Language) -> String) { self.init(text(.english), text(.french)) }

    /// The words in one language.
    public func callAsFunction(_ language: Language) -> String {
        switch language {
        case .english: english
        case .french: french
        }
    }
}
