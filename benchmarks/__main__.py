"""`make bench`: prints each figure as soon as it is measured. A missed aim is said, and is no failure."""

import sys

from benchmarks import bulk, matches, screens


def main() -> int:
    """Measures everything, or only `engine`, `bulk` or `screens` where that is named."""
    wanted = sys.argv[1:] or ["engine", "bulk", "screens"]
    for name, part in (("engine", matches), ("bulk", bulk), ("screens", screens)):
        if name in wanted:
            for figure in part.figures():
                print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
