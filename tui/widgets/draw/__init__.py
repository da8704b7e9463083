"""The drawings of the board: pure functions from a body and a size to lines, one file a kind of body."""
