import Decode
public import Model

/// Reads an inventory of devices as CSV with the column names of Snipe-IT's exports and imports (RFC 4180, UTF-8,
/// header line, comma or semicolon); case does not count. Source of the names: Snipe-IT's manual, "Importing assets".
///
/// Columns that say nothing of a device here are passed over, those that name people above all.
public enum InventoryCSV {
    /// What a file holds.
    public struct Inventory: Sendable {
        public var rows: [DeviceRow] = []
        /// Rows of devices that are no more.
        public var archived = 0
        public var columnsIgnored = 0
    }

    enum Column: String, CaseIterable {
        case assetTag = "Asset Tag"
        case name = "Item Name"
        case category = "Category"
        case model = "Model"
        case modelNumber = "Model Number"
        case manufacturer = "Manufacturer"
        case serial = "Serial"
        case location = "Location"
        case status = "Status"
        case supplier = "Supplier"
        case tag = "Tag"
        case contract = "Contract"
        case rental = "Rental"

        /// The names that exports of different versions use.
        var names: [String] {
            switch self {
            case .name: ["item name", "asset name", "name"]
            case .model: ["model", "model name"]
            case .modelNumber: ["model number", "model no."]
            case .serial: ["serial", "serial number"]
            case .location: ["location", "default location"]
            case .status: ["status", "status label"]
            case .tag: ["tag", "rfid tag", "ble tag"]
            default: [rawValue.lowercased()]
            }
        }
    }

    /// Problems told at once.
    static let problemsMax = 50

    /// Reads a text, all or nothing.
    ///
    /// - Parameter unitProblem: what is wrong with a unit that a row names, and what to do; nil for nothing.
    /// - Throws: 65 for a header without the asset tag, and naming every bad row, its line, field and remedy.
    /// - Complexity: O(n) in the text.
    public static func read(
        text: String, file: String, unitProblem: (String) throws -> String?
    ) throws -> Inventory {
        let table = try CSVTable(text: text, file: file)
        let places = try header(table, file: file)
        var inventory = Inventory()
        inventory.columnsIgnored = table.header.count - places.count
        var problems: [String] = []
        var count = 0
        var seen: [Column: [String: Int]] = [:]
        for record in table.records {
            var reader = InventoryRow(table: table, record: record, places: places)
            let row = try reader.row(unitProblem: unitProblem)
            for (column, key) in reader.unique {
                if let line = seen[column]?[key] {
                    reader.problems.append("\(column.rawValue): is in line \(line) already; keep one of them")
                } else {
                    seen[column, default: [:]][key] = record.line
                }
            }
            count += reader.problems.count
            problems += reader.problems.map { "\(file):\(record.line): \($0)" }.prefix(problemsMax - problems.count)
            if reader.isArchived {
                inventory.archived += 1
            } else if let row {
                inventory.rows.append(row)
            }
        }
        guard problems.isEmpty else {
            let more = count > problems.count ? ["… and \(count - problems.count) more"] : []
            throw VigieError(
                .badData, "nothing was imported\n" + (problems + more).joined(separator: "\n"), place: file,
                remedy: "Mend these rows and import again")
        }
        return inventory
    }

    private static func header(_ table: CSVTable, file: String) throws(VigieError) -> [Column: Int] {
        var places: [Column: Int] = [:]
        for (place, title) in table.header.enumerated() {
            guard let column = Column.allCases.first(where: { $0.names.contains(title.lowercased()) }) else { continue }
            guard places[column] == nil else {
                throw VigieError(
                    .badData, "column \(column.rawValue) is given twice", place: "\(file):1",
                    remedy: "Keep one of them")
            }
            places[column] = place
        }
        guard places[.assetTag] != nil else {
            let names = Column.allCases.map(\.rawValue).joined(separator: ", ")
            throw VigieError(
                .badData, "column Asset Tag is missing", place: "\(file):1", remedy: "Columns read: \(names)")
        }
        return places
    }
}

/// One record of the inventory, and the rules for it.
struct InventoryRow {
    let table: CSVTable
    let record: CSVTable.Record
    let places: [InventoryCSV.Column: Int]
    /// What is wrong, each with its field and remedy.
    var problems: [String] = []
    /// What no other row may have.
    var unique: [(InventoryCSV.Column, String)] = []
    var isArchived = false

    init(table: CSVTable, record: CSVTable.Record, places: [InventoryCSV.Column: Int]) {
        self.table = table
        self.record = record
        self.places = places
    }

    /// Snipe-IT's own labels and the usual ones, in lower case. Nil says nothing against what the readers say.
    private static let labels: [String: EquipmentStatus?] = [
        "ready to deploy": nil, "deployed": nil, "deployable": nil, "pending": nil, "requestable": nil,
        "available": nil, "in use": nil, "in_use": nil, "out for repair": .maintenance,
        "out for diagnostics": .maintenance, "undeployable": .maintenance, "broken": .maintenance,
        "broken - not fixable": .maintenance, "maintenance": .maintenance, "in maintenance": .maintenance,
        "lost": .lost, "stolen": .lost, "lost/stolen": .lost, "dirty": .dirty, "idle": .idle,
    ]

    /// Nil when the record has problems.
    mutating func row(unitProblem: (String) throws -> String?) throws -> DeviceRow? {
        guard record.fields.count <= table.header.count else {
            problems.append(
                "has \(record.fields.count) fields, the header has \(table.header.count); quote texts with commas")
            return nil
        }
        let id = field(.assetTag)
        if id.isEmpty || id.utf8.count > Limits.tagBytesMax {
            problems.append("Asset Tag: must be 1 to \(Limits.tagBytesMax) bytes; fill it in")
        } else {
            unique.append((.assetTag, id))
        }
        var row = DeviceRow(
            trackable: TrackableID(id), name: field(.name), category: field(.category),
            assignedUnit: field(.location), model: field(.model), serial: field(.serial))
        row.facts = DeviceFacts(
            manufacturer: field(.manufacturer), modelNumber: field(.modelNumber), supplier: field(.supplier),
            contract: field(.contract), isRental: rental())
        if !row.serial.isEmpty {
            unique.append((.serial, row.model.lowercased() + "\u{0}" + row.serial.lowercased()))
        }
        readStatus(&row)
        readTag(&row)
        if !row.assignedUnit.isEmpty, let problem = try unitProblem(row.assignedUnit) {
            problems.append("Location: " + problem)
        }
        return problems.isEmpty ? row : nil
    }

    private mutating func field(_ column: InventoryCSV.Column) -> String {
        guard let place = places[column], place < record.fields.count else { return "" }
        let text = table.field(record.fields.lowerBound + place) { String(decoding: $0, as: UTF8.self) }
        guard text.utf8.count <= Limits.jsonStringBytesMax, Printable.clean(text) == text else {
            problems.append(
                "\(column.rawValue): is longer than \(Limits.jsonStringBytesMax) bytes or has control characters;"
                    + " correct it")
            return ""
        }
        return text
    }

    private mutating func readStatus(_ row: inout DeviceRow) {
        let label = field(.status).lowercased()
        guard !label.isEmpty else { return }
        if label == "archived" {
            isArchived = true
            return
        }
        guard let status = InventoryRow.labels[label] else {
            let known = InventoryRow.labels.keys.sorted().joined(separator: ", ")
            problems.append("Status: '\(label)' is none that is known; write \(known) or archived")
            return
        }
        row.status = status
        row.isReady = status == nil
    }

    private mutating func readTag(_ row: inout DeviceRow) {
        let text = field(.tag)
        guard !text.isEmpty else { return }
        guard let tag = TagIdentifier.canonical(text) else {
            problems.append("Tag: is no tag id; give an EPC, a MAC, ibeacon:…, eddystone:… or the id as sent")
            return
        }
        row.tag = tag.id
        unique.append((.tag, tag.id.rawValue))
    }

    private mutating func rental() -> Bool {
        let text = field(.rental).lowercased()
        switch text {
        case "", "no", "n", "0", "false": return false
        case "yes", "y", "1", "true": return true
        default:
            problems.append("Rental: '\(text)' is neither yes nor no; write one of them")
            return false
        }
    }
}
