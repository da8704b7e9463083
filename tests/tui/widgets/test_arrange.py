"""Where panels stand: nothing overlaps, nothing is lost, the one that is asked for is in sight."""

import itertools

import pytest
from textual.geometry import Region

from tests.tui.boards import BOARDS
from tui.glyphs import UNICODE
from tui.widgets.arrange import arrange

SMALL = [(60, 16), (60, 17), (80, 20), (100, 26), (119, 40)]
LARGE = [(120, 32), (120, 33), (160, 46), (240, 64)]


@pytest.mark.parametrize("level", BOARDS)
@pytest.mark.parametrize(("width", "height"), SMALL + LARGE)
def test_panels_stand_side_by_side_and_inside(level, width, height):
    panels = BOARDS[level]().panels
    for asked in panels:
        regions = arrange(panels, width, height, asked.id, UNICODE).regions
        assert asked.id in regions
        room = Region(0, 0, width, height)
        for region in regions.values():
            assert region.area > 0
            assert region in room
        for one, two in itertools.combinations(regions.values(), 2):
            assert not one.overlaps(two)


@pytest.mark.parametrize("level", BOARDS)
@pytest.mark.parametrize(("width", "height"), LARGE)
def test_a_large_board_shows_everything_at_once_and_leaves_no_hole(level, width, height):
    panels = BOARDS[level]().panels
    arrangement = arrange(panels, width, height, panels[0].id, UNICODE)
    assert set(arrangement.regions) == {panel.id for panel in panels}
    assert not arrangement.tabs
    assert sum(region.area for region in arrangement.regions.values()) == width * height


@pytest.mark.parametrize("level", BOARDS)
def test_the_work_is_whole_at_the_reference_size(level):
    panels = BOARDS[level]().panels
    arrangement = arrange(panels, 80, 20, panels[0].id, UNICODE)
    assert arrangement.tabs
    assert sum(region.area for region in arrangement.regions.values()) == 80 * 19


def test_a_panel_that_is_asked_for_stands_beside_the_work():
    panels = BOARDS["seven-tents"]().panels
    regions = arrange(panels, 80, 20, "field", UNICODE).regions
    assert set(regions) == {"dispatches", "field"}
    assert regions["field"].height == 19


def test_a_board_without_panels_has_no_regions():
    assert arrange((), 80, 20, "", UNICODE).regions == {}
