"""A small grid of cells to draw pictures on: one sign and one style a cell."""

from __future__ import annotations

from rich.cells import cell_len

from tui.widgets.draw.ink import InkLine, Span


class Canvas:
    """Cells of a panel, empty at first. What lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._cells: list[list[Span]] = [[(" ", "plain")] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Write a text. A sign two cells wide takes two; one that would stand half outside is left out."""
        if not 0 <= y < self.height:
            return
        row = self._cells[y]
        for sign in text:
            size = cell_len(sign)
            if size and x >= 0 and x + size <= self.width:
                row[x] = (sign, style)
                if size == 2:
                    row[x + 1] = ("", style)
            x += size

    def soft(self, x: int, y: int, text: str, style: str) -> bool:
        """Write one sign where nothing stands yet; whether it was written."""
        if self.at(x, y) != " ":
            return False
        self.put(x, y, text, style)
        return True

    def at(self, x: int, y: int) -> str:
        """The sign in a cell; "#" outside."""
        if 0 <= y < self.height and 0 <= x < self.width:
            return self._cells[y][x][0]
        return "#"

    def lines(self) -> list[InkLine]:
        """The canvas as lines: neighbours of one style are one span, and no space is left at the ends."""
        lines: list[InkLine] = []
        for row in self._cells:
            spans: list[Span] = []
            for sign, style in row:
                if spans and spans[-1][1] == style:
                    spans[-1] = (spans[-1][0] + sign, style)
                else:
                    spans.append((sign, style))
            while spans and not spans[-1][0].strip():
                spans.pop()
            if spans:
                spans[-1] = (spans[-1][0].rstrip(), spans[-1][1])
            lines.append(tuple(spans))
        return lines
