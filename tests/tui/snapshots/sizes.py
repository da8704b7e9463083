"""The terminals of the pictures."""

import pytest

SMALL, LARGE, LEAST = (80, 24), (120, 36), (60, 20)

at_both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x36"])
