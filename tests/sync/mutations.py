"""Payloads as nobody would send them: objects of a book, spoiled in one to three places by hypothesis's hand.

Every choice is hypothesis's own, so a page that breaks something comes back smaller. What is spoiled may be anything:
types, sizes, dates, nesting, the text of the JSON itself. The id is spoiled too, but never into that of another
object, so that what became of each can be counted.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from core.mirror import Mirror, mirrors
from core.models import Business
from sync.merge import Tally, merge
from sync.models import SyncIssue

READ_AT = datetime(2026, 11, 20, tzinfo=UTC)
NUMBERS = [
    0,
    -1,
    2**31,
    2**63,
    10**30,
    10**400,
    1e308,
    5e-324,
    0.1 + 0.2,
    float("nan"),
    float("inf"),
    -float("inf"),
]
TEXTS = [
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "\U0001f9fe",
        "é\u0301",
        "\u202eabc",
        "\\",
        '"',
        "\t\n\r",
        "\\N",
    ),
    *("NaN", "Infinity", "1e999999", "0x10", "١٢٣", "1,250.00", "null", "'; DROP TABLE core_business; --"),
    *("0000-00-00", "2026-02-30", "10000-01-01", "-0001-01-01", "9999-12-31", "2026-11-20T25:00:00Z"),
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-11-20", "20 November"),
]
SPOILED, HEALTHY = 20, 8  # objects of a page
MARKS = count(10**11, 3)  # ids that no other object of the run has
LONG = [200, 3000, 70_000, 300_000]
DEEP = [30, 250, 900, 6_000, 60_000]


@dataclass(frozen=True)
class Source:
    """Healthy objects of one entity, as they may be fed."""

    model: type[Mirror]
    things: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """Objects of one entity, the spoiled among the healthy; the ids of the healthy ones."""

    model: type[Mirror]
    objects: Sequence[bytes]
    healthy: frozenset[str]


def pages(sources: Sequence[Source]) -> st.SearchStrategy[Page]:
    """Pages of objects of any of these entities."""
    return st.randoms(use_true_random=False).map(lambda chance: Mutator(chance).page(sources))


class Mutator:
    """Spoils objects; the same choices spoil the same ones in the same way."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def page(self, sources: Sequence[Source]) -> Page:
        source = self.chance.choice(sources)
        marks = [str(next(MARKS)) for _ in range(HEALTHY + SPOILED)]
        things = [_renamed(source, self.chance.choice(source.things), mark) for mark in marks]
        healthy = [json.dumps(thing).encode() for thing in things[:HEALTHY]]
        spoiled = [
            self.spoiled(thing, mark) for thing, mark in zip(things[HEALTHY:], marks[HEALTHY:], strict=True)
        ]
        ids = frozenset(_id_of(source.model, thing) for thing in things[:HEALTHY])
        objects = [*healthy, *spoiled]
        self.chance.shuffle(objects)
        return Page(source.model, objects, ids)

    def spoiled(self, thing: dict[str, Any], mark: str) -> bytes:
        """The object with one to three things wrong in it; `mark` is its id."""
        copy = json.loads(json.dumps(thing))
        if self.chance.random() < 0.05:
            copy["status"] = "Deleted"
        for _ in range(self.chance.randint(1, 3)):
            self._spoil_a_place(copy, mark)
        text = json.dumps(copy).encode()
        return self.chance.choice(TEXTUAL)(text, self.chance) if self.chance.random() < 0.15 else text

    def _spoil_a_place(self, thing: dict[str, Any], mark: str) -> None:
        places = list(_places(thing))
        if not places:
            return
        holder, key = self.chance.choice(places)
        if key == "Id" and any(holder is one for one in (thing, *thing.values())):
            holder[key] = self._odd_id(mark)
        elif self.chance.random() < 0.15:
            self._misplace(holder, key)
        else:
            holder[key] = self._odd_value(holder[key])

    def _odd_id(self, mark: str) -> Any:
        long = mark + self._noise(self.chance.choice(LONG[:3]))
        odd = [
            None,
            [],
            {},
            True,
            mark,
            int(mark),
            float(mark) + 0.5,
            f"{mark}\x00",
            f"{mark}\ud800",
            f" {mark}",
            long,
        ]
        return self.chance.choice(odd)

    def _odd_value(self, value: Any) -> Any:
        kinds = [
            lambda: self.chance.choice(NUMBERS),
            lambda: self.chance.choice(TEXTS),
            lambda: self.chance.choice(
                [None, True, False, [], {}, [None], [[]], {"value": None}, [value], {"value": value}]
            ),
            lambda: str(value),
            lambda: self.chance.choice("xé\u4e16") * self._rarely_large(LONG),
            lambda: self._noise(self._rarely_large(LONG[:3])),
            lambda: _nested(self._rarely_large(DEEP[:2]), value),
        ]
        return self.chance.choice(kinds)()

    def _noise(self, size: int) -> str:
        return random.Random(self.chance.randrange(1000)).randbytes(size).hex()

    def _rarely_large(self, sizes: Sequence[int]) -> int:
        return self.chance.choices(sizes, weights=[0.5**place for place in range(len(sizes))])[0]

    def _misplace(self, holder: Any, key: Any) -> None:
        """Twice, inside itself, or not at all."""
        value = holder[key]
        deed = self.chance.randrange(3)
        if deed == 0 and isinstance(holder, dict):
            del holder[key]
        elif deed == 1 and isinstance(value, list):
            holder[key] = value * 3
        else:
            holder[key] = {str(key): value, "Line": [value], "LinkedTxn": value}


def survive(business: Business, page: Page) -> Tally:
    """One page through the real merge, and what must be so of it afterwards, whatever was in it."""
    with transaction.atomic():
        tally = merge(business, page.model, page.objects, READ_AT)
        became = (
            tally.inserted + tally.updated + tally.unchanged + tally.older + tally.deleted + tally.quarantined
        )
        assert became == tally.read == len(page.objects), (page.model, tally.counts())
        rows = page.model.objects.of(business).filter(qbo_id__in=page.healthy)
        assert set(rows.values_list("qbo_id", flat=True)) == page.healthy
    return tally


def set_aside(business: Business) -> int:
    """Objects that wait in quarantine, each with its bytes and a reason; what was merged can all be read again."""
    assert all(row.qbo_id for model in mirrors() for row in model.objects.filter(business=business))
    waiting = SyncIssue.objects.filter(business=business, resolved_at=None)
    assert not waiting.filter(reason="").exists()
    return waiting.count()


def _renamed(source: Source, thing: dict[str, Any], mark: str) -> dict[str, Any]:
    """The object under an id of its own."""
    copy = json.loads(json.dumps(thing))
    inner = next(iter(copy.values())) if source.model.qbo.wrapped else copy
    inner[source.model.qbo.key[-1] if source.model.qbo.key != ("Id",) else "Id"] = mark
    return copy


def _id_of(model: type[Mirror], thing: dict[str, Any]) -> str:
    inner = next(iter(thing.values())) if model.qbo.wrapped else thing
    return ":".join(inner[key] for key in model.qbo.key)


def _places(thing: Any) -> Iterator[tuple[Any, Any]]:
    """Every place that holds a value."""
    for key, value in list(thing.items() if isinstance(thing, dict) else enumerate(thing)):
        yield thing, key
        if isinstance(value, (dict, list)):
            yield from _places(value)


def _nested(depth: int, value: Any) -> Any:
    for _ in range(depth):
        value = [value]
    return value


def _cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text))]


def _flipped(text: bytes, chance: random.Random) -> bytes:
    """A byte that is another one, not among those that make the id."""
    place = chance.randrange(len(text))
    return (
        text
        if text[place : place + 1].isdigit()
        else text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]
    )


def _doubled(text: bytes, chance: random.Random) -> bytes:
    """A key that stands there twice; readers take the last."""
    twice = chance.choice(
        [b'"TotalAmt": "much", ', b'"Line": {}, ', b'"SyncToken": null, ', b'"Line": [[]], ', b'"Id": [], ']
    )
    return text[:1] + twice + text[1:]


def _deep(text: bytes, chance: random.Random) -> bytes:
    depth = chance.choice(DEEP)
    return b'{"Deep": ' + b"[" * depth + b"]" * depth + b", " + text[1:]


def _bare(text: bytes, chance: random.Random) -> bytes:
    return text.replace(
        b'"', chance.choice([b"'", b'""', b"\xff", b"\xed\xa0\x80"]), 2 * chance.randint(1, 2)
    )


def _otherwise_encoded(text: bytes, chance: random.Random) -> bytes:
    return text.decode().encode(chance.choice(["utf-8-sig", "utf-16", "utf-32"]))


TEXTUAL = (_otherwise_encoded, _cut, _flipped, _doubled, _deep, _bare)


def by_time_mirrors() -> list[type[Mirror]]:
    """Those whose objects are known by an id."""
    return [model for model in mirrors() if model.qbo.key == ("Id",)]
