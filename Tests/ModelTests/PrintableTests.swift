import Model
import Testing

@Suite struct PrintableTests {
    @Test func ordinaryTextStaysAsItIs() {
        for text in ["", "Pompe à perfusion n° 7", "病院 😀 e\u{301}", "a/b:c-d_e"] {
            #expect(Printable.clean(text) == text)
        }
    }

    @Test(arguments: [
        "\u{0}", "\n", "\t", "\u{1B}", "\u{7F}", "\u{85}", "\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}",
        "\u{2029}",
        "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{FEFF}",
    ])
    func whatMovesTheCursorOrTheReadingIsReplaced(character: String) {
        #expect(Printable.clean("a\(character)b") == "a\u{FFFD}b")
        #expect(Printable.clean(character + character) == "\u{FFFD}\u{FFFD}")
    }

    @Test func theReplacementIsVisibleAlsoInOneGrapheme() {
        #expect(Printable.clean("a\r\nb") == "a\u{FFFD}\u{FFFD}b")
    }
}
