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
        if _is_beside(x, to_x, self.left, self.right) or _is_beside(y, to_y, self.top, self.bottom):
            return False
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


def _is_beside(one: Decimal, other: Decimal, least: Decimal, most: Decimal) -> bool:
    """Both numbers on the same side of a span: most strokes are far from most boxes, and this is told at once."""
    return (one < least and other < least) or (one > most and other > most)


def box_of(text: str, x: Decimal, y: Decimal) -> Box:
    """The room that a text takes, centred on `x`, its baseline at `y`."""
    half = LETTER * len(text) / 2
    return Box(x - half, y - ABOVE, x + half, y + BELOW)


def clear_of(
    text: str, at: Place, room: Box, strokes: Iterable[Stroke], taken: Sequence[Box] = ()
) -> tuple[Place, Box]:
    """Centre and baseline of a label near a point, and the room it takes: the first place with the fewest crossings."""
    half = LETTER * len(text) / 2
    inside = [min(max(at[0] + aside * half, room.left + half), room.right - half) for aside in ASIDE]
    places = [(x, at[1] + away) for away in AWAY for x in inside]
    boxes = {place: box_of(text, *place) for place in places}
    fitting = [
        place for place in places if room.top <= boxes[place].top and boxes[place].bottom <= room.bottom
    ]
    if not fitting:
        x, y = inside[0], room.bottom - BELOW
        return (x, y), box_of(text, x, y)
    near = _between(min(inside) - half, max(inside) + half, strokes)

    def crossings(place: Place) -> int:
        return sum(map(boxes[place].is_crossed_by, near)) + sum(map(boxes[place].meets, taken))

    place = min(fitting, key=crossings)
    return place, boxes[place]


def _between(left: Decimal, right: Decimal, strokes: Iterable[Stroke]) -> list[Stroke]:
    """The strokes that come anywhere between two uprights: the others cross nothing there."""
    return [
        stroke
        for stroke in strokes
        if min(stroke[0][0], stroke[1][0]) <= right and max(stroke[0][0], stroke[1][0]) >= left
    ]


def strokes_of(points: Sequence[Place]) -> list[Stroke]:
    """The strokes of a line through these points."""
    return list(pairwise(points))
