"""The engine's conformance tests: the definitions, the published numbers, and the slides to the cell."""
