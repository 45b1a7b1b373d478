"""Where a chart's label goes so that it is crossed by no line, covers no other label and stays in its frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

LETTER = Decimal("6.6")  # width of an average letter at the charts' text size
ABOVE, BELOW = Decimal(10), Decimal(4)  # how far text reaches from its baseline
AWAY = tuple(map(Decimal, (22, -14, 38, -30, 54, -46, 70, -62)))  # baselines to try, from the point
ASIDE = tuple(map(Decimal, (0, 1, -1)))  # in half widths

Place = tuple[Decimal, Decimal]
Stroke = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `top` is the smaller number, as in SVG."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def is_crossed_by(self, stroke: Stroke) -> bool:
        """Whether a straight stroke has a part inside (Liang and Barsky)."""
        (x, y), (to_x, to_y) = stroke
        enters, leaves = Decimal(0), Decimal(1)
        for step, room in (
            (x - to_x, x - self.left),
            (to_x - x, self.right - x),
            (y - to_y, y - self.top),
            (to_y - y, self.bottom - y),
        ):
            if step == 0:
                if room < 0:
                    return False
            elif step < 0:
                enters = max(enters, room / step)
            else:
                leaves = min(leaves, room / step)
        return enters <= leaves


def box_of(text: str, x: Decimal, y: Decimal) -> Box:
    """The room that a text takes, centred on `x`, its baseline at `y`."""
    half = LETTER * len(text) / 2
    return Box(x - half, y - ABOVE, x + half, y + BELOW)


def clear_of(
    text: str, at: Place, room: Box, strokes: Iterable[Stroke], taken: Sequence[Box] = ()
) -> tuple[Place, Box]:
    """Centre and baseline of a label near a point, and the room it takes: the first place with the fewest crossings."""
    strokes = tuple(strokes)
    half = LETTER * len(text) / 2
    tried = []
    for away in AWAY:
        for aside in ASIDE:
            x = min(max(at[0] + aside * half, room.left + half), room.right - half)
            box = box_of(text, x, at[1] + away)
            if room.top <= box.top and box.bottom <= room.bottom:
                crossed = sum(map(box.is_crossed_by, strokes)) + sum(map(box.meets, taken))
                tried.append((crossed, len(tried), (x, at[1] + away), box))
    if not tried:
        x, y = min(max(at[0], room.left + half), room.right - half), room.bottom - BELOW
        return (x, y), box_of(text, x, y)
    _, _, place, box = min(tried, key=lambda one: one[:2])
    return place, box


def strokes_of(points: Sequence[Place]) -> list[Stroke]:
    """The strokes of a line through these points."""
    return list(pairwise(points))
