import ArgumentParser

CrashRigCommand.main()
