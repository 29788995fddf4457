// Figures of the spatial index, printed; never a test: absolute times belong to the machine, ratios to the program.

import ArgumentParser

IndexBenchCommand.main()
