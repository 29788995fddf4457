import ArgumentParser
import Glibc
import Model

// Exit codes after sysexits (DESIGN 5.1): usage errors are ArgumentParser's 64, everything else carries its own.
do {
    var command = try Vigie.parseAsRoot()
    try command.run()
} catch let error as VigieError {
    Output.warn("vigie: " + error.printable)
    exit(error.code.rawValue)
} catch {
    Vigie.exit(withError: error)
}
