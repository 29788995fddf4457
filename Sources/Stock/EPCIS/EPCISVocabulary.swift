/// The words of the Core Business Vocabulary 2.0, and the addresses that they stand for.
enum EPCISVocabulary {
    static let businessSteps: Set<String> = [
        "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning", "creating_class_instance",
        "cycle_counting", "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding",
        "entering_exiting", "holding", "inspecting", "installing", "killing", "loading", "other", "packing", "picking",
        "receiving", "removing", "repackaging", "repairing", "replacing", "reserving", "retail_selling", "sampling",
        "sensor_reporting", "shipping", "staging_outbound", "stock_taking", "stocking", "storing", "transporting",
        "unloading", "unpacking", "void_shipping",
    ]

    static let dispositions: Set<String> = [
        "active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed",
        "container_open", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
        "in_transit", "inactive", "mismatch_class", "mismatch_instance", "mismatch_quantity", "needs_replacement",
        "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
        "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable", "unknown",
    ]

    static let transactionTypes: Set<String> = [
        "bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres",
        "upevt",
    ]

    static let partyTypes: Set<String> = ["owning_party", "possessing_party", "location", "other"]

    /// Words that need no context to be told.
    static let namespaces = [
        "cbv": "https://ref.gs1.org/cbv/", "gs1": "https://gs1.org/voc/", "cbvmda": "urn:epcglobal:cbv:mda:",
        "epcis": "https://ref.gs1.org/epcis/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    ]

    /// What stands before a bare word of a field; nil where the field has no words.
    static func prefix(_ field: String) -> String? {
        switch field {
        case "bizStep": "https://ref.gs1.org/cbv/BizStep-"
        case "disposition", "set", "unset": "https://ref.gs1.org/cbv/Disp-"
        case "component": "https://ref.gs1.org/cbv/Comp-"
        case "exception": "https://gs1.org/voc/"
        default: nil
        }
    }
}
