"""From a page of QBO's JSON to rows, tombstones and oddities.

Two roads: typed and fast for what is as declared (sync/typed.py), lenient for what is nearly so (sync/lenient.py). An
object that neither can read is `Odd`: it goes to quarantine with a reason, and the rest of its page goes on.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import msgspec

from core import clock
from core.mirror import Mirror
from sync.copying import Staged, staged
from sync.lenient import lenient_reader
from sync.rows import OddObject, Row, Tombstone, refuse_unkeepable
from sync.typed import typed_reader

Reader = Callable[[bytes, datetime], Row | Tombstone]
NOT_AS_DECLARED = (msgspec.MsgspecError, RecursionError, UnicodeError, OddObject)
TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
ID = re.compile(rb'"Id"\s*:\s*"([^"\\\x00-\x1f]{1,60})"')


@dataclass(frozen=True, slots=True)
class Odd:
    """An object that no road could read, and why."""

    qbo_id: str
    reason: str
    payload: bytes


@dataclass
class Decoded:
    """A page's objects by what they are, ready to be staged; of an id that comes twice only the newest version stays.

    `keys` are the top-level JSON keys of the living: a new one is schema drift. `told_at` is when, by our clock, the
    answer was there to be decoded.
    """

    read: int = 0
    keys: set[str] = field(default_factory=set)
    rows: dict[str, Staged] = field(default_factory=dict)
    tombstones: dict[str, Tombstone] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    told_at: datetime = field(default_factory=clock.now)

    def add(self, found: Row | Tombstone) -> None:
        """Raises `OddObject` for what the database cannot keep."""
        refuse_unkeepable(found)
        if isinstance(found, Tombstone):
            self.tombstones[found.qbo_id] = found
            return
        seen = self.rows.get(found.qbo_id)
        if seen is None or seen.version <= (found.updated_at, found.sync_token):
            self.rows[found.qbo_id] = staged(found)


def decode(model: type[Mirror], objects: Sequence[bytes], read_at: datetime) -> Decoded:
    """Every object of one answer; nothing raises. `read_at` is the answer's own `time`."""
    read, decoded = reader(model), Decoded(read=len(objects))
    for raw in objects:
        try:
            found, keys = read(raw, read_at), TOP_LEVEL(raw)
            decoded.add(found)
            if isinstance(found, Row):
                decoded.keys.update(keys)
        except (OddObject, UnicodeError, msgspec.MsgspecError) as why:
            decoded.odd.append(Odd(find_id(raw), str(why), raw))
    return decoded


@cache
def reader(model: type[Mirror]) -> Reader:
    """From an object's bytes to a row or tombstone, by the typed road or else the lenient; raises `OddObject`."""
    fast, lenient = typed_reader(model), lenient_reader(model)

    def read(raw: bytes, read_at: datetime) -> Row | Tombstone:
        try:
            return fast(raw, read_at)
        except NOT_AS_DECLARED:
            return lenient(raw, read_at)

    return read


def find_id(raw: bytes) -> str:
    """The id of an unreadable object where one can be seen, else a name made from its bytes."""
    seen = ID.search(raw)
    return seen[1].decode(errors="replace") if seen else "#" + hashlib.sha256(raw).hexdigest()[:16]
