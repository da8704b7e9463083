"""The widgets of the board: pure drawings, and the panels that show them."""
