"""Do the tests notice when a protocol is wrong? `make mutants` changes it in many small ways and looks."""
