"""Opening QBO's envelopes: which objects an answer carries and as of which instant, the objects left as bytes.

Shapes are those of API_FACTS 1.5 (read), 2.4 (query), 3 (change data capture) and 4 (batch).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from core.mirror import Mirror
from sync.errors import Unreadable

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
Group = dict[str, msgspec.Raw]
COUNTS = {"startPosition", "maxResults", "totalCount"}
SURROGATE, BLANK = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"), rb"\\u003f"


class _Query(msgspec.Struct):
    QueryResponse: Group
    time: Aware


class _Changed(msgspec.Struct):
    QueryResponse: list[Group] = []


class _Changes(msgspec.Struct):
    CDCResponse: list[_Changed]
    time: Aware


class _Batch(msgspec.Struct):
    BatchItemResponse: list[Group]
    time: msgspec.Raw = msgspec.Raw()


@dataclass(frozen=True, slots=True)
class Page:
    """The objects of one entity in one answer, and the answer's own `time`."""

    objects: list[bytes]
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What one change data capture answer carries, by entity name as QBO gave it; deletions are among the objects."""

    groups: dict[str, list[bytes]]
    at: datetime

    def total(self) -> int:
        """Objects in the whole answer: 1,000 means that it may have been cut (API_FACTS 3)."""
        return sum(map(len, self.groups.values()))


def open_page(body: bytes, model: type[Mirror]) -> Page:
    """The rows of a query answer; an empty one has no key for its entity."""
    clean, answer = _decode_mended(body, _Query)
    objects = _objects(answer.QueryResponse, (model.qbo.name, *model.qbo.aliases))
    return Page(_as_sent(body, clean, objects), answer.time)


def open_changes(body: bytes) -> Changes:
    """The groups of a change data capture answer."""
    clean, answer = _decode_mended(body, _Changes)
    groups: dict[str, list[bytes]] = {}
    for changed in answer.CDCResponse:
        for group in changed.QueryResponse:
            for name in group.keys() - COUNTS:
                groups.setdefault(name, []).extend(_as_sent(body, clean, _objects(group, (name,))))
    return Changes(groups, answer.time)


def open_read(body: bytes, model: type[Mirror]) -> Page:
    """The one object of a read, create, update or delete answer."""
    answer = _decode(body, Group)
    found = next((answer[name] for name in (model.qbo.name, *model.qbo.aliases) if name in answer), None)
    if found is None or "time" not in answer:
        raise Unreadable(f"no {'time' if found else model.qbo.name} in the answer")
    return Page([bytes(found)], _decode(bytes(answer["time"]), Aware))


def open_batch(body: bytes) -> Iterator[tuple[str, dict[str, bytes]]]:
    """(bId, the item's parts as sent) of each item of a batch answer, in any order; `time` is that of the answer."""
    clean, answer = _decode_mended(body, _Batch)
    raws = [bytes(raw) for item in answer.BatchItemResponse for raw in item.values()]
    sent = iter(_as_sent(body, clean, raws))
    time = {"time": bytes(answer.time)} if bytes(answer.time) else {}
    for item in answer.BatchItemResponse:
        parts = {name: next(sent) for name in item}
        yield _decode(parts.pop("bId"), str), parts | time


def objects_in(answer: bytes) -> int:
    """How many objects the `QueryResponse` of an answer holds, of whatever entity."""
    group: Group = _decode_mended(answer, Group)[1]
    return sum(len(_objects(group, (name,))) for name in group.keys() - COUNTS)


def _objects(group: Mapping[str, msgspec.Raw], names: tuple[str, ...]) -> list[bytes]:
    for name in names:
        if name in group:
            return [bytes(raw) for raw in _decode(bytes(group[name]), list[msgspec.Raw])]
    return []


def _decode_mended(body: bytes, kind: Any) -> tuple[bytes, Any]:
    """A decoded answer and the bytes that could be decoded: half a surrogate pair anywhere makes all of it unreadable.

    Such text is blanked in a copy of the same length; its object is set aside when it is looked at itself.
    """
    try:
        return body, _decode(body, kind)
    except Unreadable:
        clean = SURROGATE.sub(BLANK, body)
        if clean == body:
            raise
        return clean, _decode(clean, kind)


def _as_sent(body: bytes, clean: bytes, objects: list[bytes]) -> list[bytes]:
    """The same objects as QBO sent them."""
    if clean is body:
        return objects
    sent, at = [], 0
    for raw in objects:
        at = clean.index(raw, at)
        sent.append(body[at : at + len(raw)])
        at += len(raw)
    return sent


def _decode(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as why:
        raise Unreadable(str(why)) from why
