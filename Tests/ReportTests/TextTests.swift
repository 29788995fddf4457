import Model
import Testing

@testable import Report

@Suite struct TextTests {
    @Test func columnsAreAsWideAsTheirWidestCellAndEmptyOnesGo() {
        var table = TextTable([.init("A"), .init("EMPTY"), .init("N", isRightAligned: true)])
        table.add(["x", "", "1"])
        table.add(["long", "", "23"])
        #expect(table.text(TextStyle()) == "A      N\nx      1\nlong  23\n")
    }

    @Test func onlyATerminalCutsAndOnlyElasticColumns() {
        var table = TextTable([.init("ID", elasticDownTo: 4), .init("STATE")])
        table.add(["a-very-long-identifier", "cannot tell"])
        #expect(table.text(TextStyle()).contains("a-very-long-identifier"))
        let cut = table.text(TextStyle(widthColumns: 20))
        #expect(cut == "ID       STATE\na-very…  cannot tell\n")
        // Too narrow for the rest: the line runs over, nothing is lost that may not be cut.
        #expect(table.text(TextStyle(widthColumns: 5)).contains("a-v…  cannot tell"))
    }

    @Test func wideAndCombiningCharactersKeepTheColumnsAligned() {
        #expect(DisplayWidth.of("日本") == 4)
        #expect(DisplayWidth.of("e\u{301}te\u{301}") == 3)
        #expect(DisplayWidth.of("Étage") == 5)
        #expect(DisplayWidth.cut("日本語", to: 5) == "日本…")
        #expect(DisplayWidth.cut("日本語", to: 4) == "日…")
        #expect(DisplayWidth.cut("e\u{301}te\u{301}x", to: 3) == "e\u{301}t…")
        #expect(DisplayWidth.cut("abc", to: 0) == "")
    }

    @Test func controlAndBidiCharactersNeverReachTheTerminal() {
        var table = TextTable([.init("NAME")])
        table.add(["\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\u{2066}\r\n\u{FEFF}x"])
        let text = table.text(TextStyle(hasColour: true, rowsMax: nil)).replacing("\u{1B}[1mNAME\u{1B}[0m", with: "")
        #expect(text == "\n�]0;owned��31m�����x\n")
    }

    @Test func colourOnlyWrapsWords() {
        var table = TextTable([.init("STATE")])
        table.add([.init("live", .good)])
        let coloured = table.text(TextStyle(hasColour: true))
        #expect(coloured == "\u{1B}[1mSTATE\u{1B}[0m\n\u{1B}[32mlive\u{1B}[0m\n")
    }

    @Test func theLocaleDecidesTheLanguage() {
        #expect(Language.of(environment: [:]) == .english)
        #expect(Language.of(environment: ["LANG": "fr_FR.UTF-8"]) == .french)
        #expect(Language.of(environment: ["LANG": "fr_FR.UTF-8", "LC_ALL": "C"]) == .english)
        #expect(Language.of(environment: ["LANG": "en_GB", "LC_MESSAGES": "fr"]) == .french)
        #expect(Language.of(environment: ["LANG": "fr_FR", "LC_ALL": ""]) == .french)
        #expect(Language.of(environment: ["LANG": "fro"]) == .english)
    }

    @Test func amountsAreShort() {
        #expect(Spoken.age(milliseconds: -5, .english) == "0 s")
        #expect(Spoken.age(milliseconds: 59_999, .english) == "59 s")
        #expect(Spoken.age(milliseconds: 3_599_999, .english) == "59 min")
        #expect(Spoken.age(milliseconds: 100_000_000, .english) == "27 h")
        #expect(Spoken.age(milliseconds: 300_000_000, .french) == "3 j")
        #expect(Spoken.span(milliseconds: 725_000, .english) == "12 min 05 s")
        #expect(Spoken.span(milliseconds: 187_200_000, .english) == "2 d 04 h")
        #expect(Spoken.count(1_234_567, .english) == "1,234,567")
        #expect(Spoken.count(-1234, .french) == "-1\u{202F}234")
        #expect(Spoken.percent(0.999) == "99 %")
        #expect(Spoken.percent(.nan) == "")
        #expect(Spoken.metres(28.5) == "29 m")
        #expect(Spoken.bytes(1023, .english) == "1023 B")
        #expect(Spoken.bytes(1536, .french) == "1,5 Kio")
    }

    @Test func longSentencesAreBrokenAtSpaces() {
        #expect(Wrapped.lines("one two", width: nil) == ["one two"])
        #expect(
            Wrapped.lines("aaaaaaaaaa bbbbbbbbbb cccccccccc", width: 21) == ["aaaaaaaaaa bbbbbbbbbb", "cccccccccc"])
        #expect(
            Wrapped.lines("avec ou sans vous « vigie tags » ; le reste : rien", width: 21)
                == ["avec ou sans vous", "« vigie tags » ; le", "reste : rien"])
    }

    @Test func noTextOfTheTableOfPhrasesIsEmpty() {
        for state in FixState.allCases {
            for language in Language.allCases { #expect(!state.text(language).isEmpty) }
            #expect(state.text(.english) != state.text(.french))
        }
        for kind in TrackableKind.allCases { #expect(!kind.text(.french).isEmpty) }
    }
}
