/// The words of beds over time.
extension Phrases {
    static let takenTitle = Phrase("TAKEN", "OCCUPÉS")
    static let leastFreeTitle = Phrase("FREE AT LEAST", "LIBRES AU MOINS")
    static let wholeSite = Phrase("whole site", "tout l'établissement")
    static let bedsUnknown = Phrase(
        "beds: unknown; name them in rules.yaml, or track them as equipment of the category bed",
        "lits : inconnus ; à nommer dans rules.yaml, ou à suivre comme équipement de catégorie bed")

    static let bedWords: [Phrase] = [takenTitle, leastFreeTitle, wholeSite, bedsUnknown]
}
