"""Payloads that others recorded or published go through the real decoding: merged, set aside for a reason, or not ours.

They are read where they lie beside the checkout; where they are missing the tests say so and are skipped.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.mirror import mirror_named
from core.models import Business
from sync.envelope import open_batch, open_changes, open_page, open_read
from sync.errors import Unreadable
from sync.merge import merge
from sync.models import SyncIssue

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "qbo" / "samples"
READ_AT = datetime(2026, 11, 20, tzinfo=UTC)
NOT_ENTITIES = ("fault__", "oauth__", "report__", "webhook__", "batch__request")
UNVERSIONED = "no MetaData.LastUpdatedTime: its version is unknown"
KNOWN_ODDITIES = {
    "cdc__mixed__3": UNVERSIONED,  # live rows cut down to their id by the documentation
    "invoice__read__3": UNVERSIONED,  # a void answer, abridged
    "customer__read__4": "no time in the answer",  # a test double's file without its envelope
}

present = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample payloads at {SAMPLES}")
pytestmark = [pytest.mark.django_db, present]


def samples() -> list[Path]:
    return [path for path in sorted(SAMPLES.glob("*.json")) if not path.name.startswith(NOT_ENTITIES)]


def merged(acme: Business, name: str, objects: list[bytes], at: datetime) -> str:
    """What became of one entity's objects: merged, or ignored where it is not mirrored."""
    model = mirror_named(name)
    if model is None:
        return "ignored"
    tally = merge(acme, model, objects, at)
    assert tally.read == len(objects) > 0
    assert tally.quarantined + tally.changed() + tally.unchanged + tally.older > 0
    return "merged"


def entity_groups(answer: dict[str, Any]) -> dict[str, list[bytes]]:
    """The objects of any single-entity shape: a read, a query, a bare object or a list of them."""
    groups = answer.get(
        "QueryResponse", {key: [value] for key, value in answer.items() if isinstance(value, dict)}
    )
    return {
        name: [json.dumps(one).encode() for one in found]
        for name, found in groups.items()
        if isinstance(found, list)
    }


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_sample_is_merged_or_set_aside_for_a_known_reason(acme: Business, path: Path) -> None:
    body = path.read_bytes()
    try:
        outcomes = _outcomes(acme, path, body)
        reasons = {issue.reason for issue in SyncIssue.objects.all()}
    except Unreadable as why:
        outcomes, reasons = ["unreadable"], {why.detail}
    assert outcomes, "nothing in it was looked at"
    assert reasons == ({KNOWN_ODDITIES[path.stem]} if path.stem in KNOWN_ODDITIES else set())


def _outcomes(acme: Business, path: Path, body: bytes) -> list[str]:
    answer = json.loads(body)
    if path.stem.startswith("cdc"):
        changes = open_changes(body)
        return [merged(acme, name, objects, changes.at) for name, objects in changes.groups.items()] or [
            "empty"
        ]
    if path.stem.startswith("batch"):
        return [name for _, item in open_batch(body) for name in _batch_item(acme, item)]
    if isinstance(answer, list):
        return [merged(acme, path.stem.split("__")[0], [json.dumps(one).encode() for one in answer], READ_AT)]
    if "__bare__" in path.stem:
        return [merged(acme, path.stem.split("__")[0], [body], READ_AT)]
    if "QueryResponse" in answer:
        return _page(acme, body, answer)
    return _single(acme, body, answer)


def _page(acme: Business, body: bytes, answer: dict[str, Any]) -> list[str]:
    names = [name for name, value in answer["QueryResponse"].items() if isinstance(value, list)]
    outcomes = []
    for name in names:
        model = mirror_named(name)
        page = open_page(body, model) if model else None
        outcomes.append(merged(acme, name, page.objects, page.at) if page else "ignored")
    return outcomes or ["empty"]


def _single(acme: Business, body: bytes, answer: dict[str, Any]) -> list[str]:
    name = next(key for key, value in answer.items() if isinstance(value, dict))
    model = mirror_named(name)
    if model is None:
        return ["ignored"]
    page = open_read(body, model)
    return [merged(acme, name, page.objects, page.at)]


def _batch_item(acme: Business, item: dict[str, Any]) -> list[str]:
    plain = {key: json.loads(bytes(value)) for key, value in item.items()}
    if "Fault" in plain:
        return ["fault"]
    return [merged(acme, name, objects, READ_AT) for name, objects in entity_groups(plain).items()]
