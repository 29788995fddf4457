/// A rule for a component of a GS1 element beyond length and characters, by its name in the table of identifiers.
enum ElementRule: String, Sendable, CaseIterable {
    /// The last digit is the check digit.
    case check
    /// A company prefix begins at the first or second digit.
    case prefix1, prefix2
    /// YYMMDD with day 00 for the month's last, or without; the same with a year of four digits.
    case date0, date, longdate0, longdate
    /// HH, MM, SS, HHMM.
    case hour, minute, second, clock
    /// ISO 3166 in digits, with 999, in letters; ISO 4217 in digits.
    case country, country999, countryletters, currency
    /// Broken `%` escapes; 0 or 1; a minus sign; not zero; zero; 0, 1 or 9.
    case escapes, flag, hyphen, nonzero, zero, winding
    /// Piece of total; order of birth; ISO 5218; medium of a code; bank account.
    case pieces, sequence, sex, media, iban
    /// The two check characters of a GMN; not digits alone; no leading zero; importer; UN package type.
    case letters, nondigit, plain, importer, package
    /// The equals signs of base 64: at most two, at the end, of whole groups of three characters.
    case padding
    /// Coupons; degrees times ten million.
    case coupon, offer, latitude, longitude
}
