public import ArgumentParser
public import Model
public import Report

// A conformance of a public type is public, hence the imports.
extension Language: ExpressibleByArgument {}
extension TrackableKind: ExpressibleByArgument {}

extension StockRollUp: ExpressibleByArgument {}
