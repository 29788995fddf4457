// Scenarios with a known truth, played through the filter and the rules, and scored.

import ArgumentParser

ScenarioCommand.main()
