public import Model
public import SiteMap

extension SiteSettings {
    /// Reads `site.yaml` from text: what the product does with the file's.
    public static func read(text: String) throws(VigieError) -> SiteSettings {
        try read(YAMLMapping(text: text, file: "site.yaml"))
    }
}
