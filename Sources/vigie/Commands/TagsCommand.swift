import ArgumentParser
import FoundationEssentials
import Model
import Pipeline

/// `vigie tags`.
struct TagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags", abstract: "The registry: which tag is on which trackable.",
        discussion: "The registry is closed: tags that are not in it are counted, not tracked.",
        subcommands: [TagsImport.self, TagsBind.self, TagsUnbind.self, TagsListCommand.self])
}

/// `vigie tags import`.
struct TagsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a registry (CSV), all rows or none.",
        discussion: "Columns: tag,trackable,kind,name,category,assigned_unit,model,serial. People have no names here.")

    @Argument(help: "The CSV file.")
    var csv: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        guard let bytes = FileManager.default.contents(atPath: csv) else {
            throw VigieError(.noInput, "cannot be read", place: csv, remedy: "Check the path and its permissions.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VigieError(.badData, "is not UTF-8", place: csv, remedy: "Save it as UTF-8.")
        }
        try AdminAnswer.print(.importTags(file: csv, text: text), common)
    }
}

/// `vigie tags bind`.
struct TagsBind: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind", abstract: "Put a tag on a trackable that is registered; it leaves the one it was on.")

    @Argument(help: "The tag.")
    var tag: String

    @Argument(help: "The trackable's id.")
    var trackable: String

    @OptionGroup var common: QueryOptions

    func run() throws { try AdminAnswer.print(.bind(tag: tag, trackable: trackable), common) }
}

/// `vigie tags unbind`.
struct TagsUnbind: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unbind", abstract: "Take a tag off its trackable.")

    @Argument(help: "The tag.")
    var tag: String

    @OptionGroup var common: QueryOptions

    func run() throws { try AdminAnswer.print(.unbind(tag: tag), common) }
}
