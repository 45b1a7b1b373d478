"""Whether the audit trail is as it was written: each chain is walked, every hash computed again.

Canonical form of an entry: `previous`, position, business id, instant in UTC to the microsecond
(`2026-11-20T08:00:00.000000`), actor, action, subject, and the detail as Postgres prints jsonb; each as its length in
UTF-8 bytes, a colon, its text (nothing for null) and a comma, one after the other. `hash` is the SHA-256 of those bytes
in hexadecimal digits, `previous` that of the entry before, sixty-four zeros for the first. The database computes the
same when it inserts; here it is done without it, so that a changed function is noticed too.

What this finds: an entry changed, removed, inserted or put elsewhere without computing the whole rest of its chain
anew, and entries cut off its end. Who may do everything in the database may do that too: then only a copy of the heads
kept elsewhere tells, which is why `manage.py verify_audit` prints them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast

from core.models import AuditChain, AuditEntry, Business

START = "0" * 64
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain as it was found; `broken` is the first thing wrong with it, at `entry_id` where one is to blame."""

    business_id: int | None
    length: int
    head: str
    broken: str = ""
    position: int | None = None
    entry_id: int | None = None


def chains(business: Business | None = None) -> Iterator[Chain]:
    """Every chain, or that of one business, walked to its end or to what is wrong; memory does not grow with them."""
    kept = AuditChain.objects.filter(business_id=business.pk) if business else AuditChain.objects.all()
    heads = {chain.business_id: chain for chain in kept}
    for business_id, entries in groupby(_entries(business), key=lambda entry: entry["business_id"]):
        yield _walk(business_id, entries, heads.pop(business_id, None))
    for lost in heads.values():
        yield Chain(lost.business_id, 0, START, f"all {lost.length} entries are missing", 1)


def digest(entry: dict[str, Any]) -> str:
    """The hash that an entry should carry."""
    at: datetime = entry["at"]
    parts = (
        entry["previous"],
        str(entry["position"]),
        "" if entry["business_id"] is None else str(entry["business_id"]),
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        entry["actor"],
        entry["action"],
        entry["subject"],
        entry["said"],
    )
    return hashlib.sha256(b"".join(_netstring(part.encode()) for part in parts)).hexdigest()


def _netstring(part: bytes) -> bytes:
    """With its length before it no text can pass for two."""
    return b"%d:%b," % (len(part), part)


def _entries(business: Business | None) -> Iterator[dict[str, Any]]:
    found = AuditEntry.objects.filter(business_id=business.pk) if business else AuditEntry.objects.all()
    ordered = found.order_by(F("business_id").asc(nulls_first=True), "position", "id")
    told = ordered.annotate(said=Cast("detail", TextField()))
    columns = (
        "id",
        "business_id",
        "at",
        "actor",
        "action",
        "subject",
        "position",
        "previous",
        "hash",
        "said",
    )
    return told.values(*columns).iterator(chunk_size=AT_ONCE)


def _walk(business_id: int | None, entries: Iterator[dict[str, Any]], kept: AuditChain | None) -> Chain:
    length, head = 0, START
    for entry in entries:
        if wrong := _wrong(entry, length + 1, head):
            return Chain(business_id, length, head, wrong, length + 1, entry["id"])
        length, head = length + 1, entry["hash"]
    if kept is None:
        return Chain(business_id, length, head, "nothing says how long it was")
    if (kept.length, kept.head) != (length, head):
        return Chain(business_id, length, head, f"it ends early: it was {kept.length} long", length + 1)
    return Chain(business_id, length, head)


def _wrong(entry: dict[str, Any], position: int, head: str) -> str:
    """What is wrong with an entry that should stand at this place behind this hash; nothing where it is right."""
    if entry["position"] > position:
        return f"entry {position} is missing before it"
    if entry["position"] < position:
        return "it does not belong here: another entry has this place"
    if entry["previous"] != head:
        return "it does not follow the entry before it"
    return "" if digest(entry) == entry["hash"] else "it is not as it was written"
