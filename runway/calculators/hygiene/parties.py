"""Parties that may be one and the same, and vendors that nobody knows how to date."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core.cash import ZERO, Document, OpenItem, Side
from core.papers import Party
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money

FORMS = frozenset(
    (
        "inc",
        "incorporated",
        "llc",
        "ltd",
        "limited",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "ag",
        "plc",
        "llp",
        "the",
        "and",
    )
)
SHORTEST = 5
ENTITIES = {Side.RECEIVABLE: "Customer", Side.PAYABLE: "Vendor"}


def near_equal_names(parties: Iterable[Party], items: Iterable[OpenItem]) -> Iterator[Issue]:
    """Pairs of one side whose names differ by legal form, punctuation or a single letter; figures must agree.

    Known by the later of the two; at stake is what is open with the one that has less.
    """
    parties, open_of = tuple(parties), _by_party(items)
    for side in Side:
        for first, second in _pairs([party for party in parties if party.side is side]):
            yield _same(first, second, open_of)


def without_terms(parties: Iterable[Party], items: Iterable[OpenItem]) -> Iterator[Issue]:
    """Vendors with open bills and no terms: when the next bill falls due is a guess."""
    open_of = _by_party(items)
    for party in parties:
        bills = [i for i in open_of.get((party.side, party.party_id), ()) if i.document.entity == "Bill"]
        if party.side is Side.PAYABLE and not party.has_terms and bills:
            about = Document("Vendor", party.party_id)
            total = sum((item.open for item in bills), ZERO)
            text = (
                f"{counted(len(bills), 'open bill')} and no terms: a bill's due date is whatever was typed."
            )
            since = min((item.issued_on for item in bills if item.issued_on), default=None)
            touches = frozenset(item.document.name for item in bills)
            yield Issue(Kind.NO_TERMS, about, party.name, text, since, total, touches)


def plain(name: str) -> str:
    """A name without case, punctuation, and words for legal form."""
    words = re.sub(r"[^\w\s]", " ", name.casefold().replace("'", "")).split()
    return " ".join(word for word in words if word not in FORMS)


def _pairs(parties: list[Party]) -> list[tuple[Party, Party]]:
    """Names that agree once at most one letter is taken out of each; found by those rests, not pair by pair."""
    alike: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        for rest in _rests(plain(party.name)):
            alike[rest].append(party)
    found = {
        tuple(sorted((a.party_id, b.party_id), key=_place)) for g in alike.values() for a in g for b in g
    }
    by_id = {party.party_id: party for party in parties}
    pairs = sorted((pair for pair in found if pair[0] != pair[1]), key=lambda pair: tuple(map(_place, pair)))
    return [(by_id[a], by_id[b]) for a, b in pairs if _figures(by_id[a]) == _figures(by_id[b])]


def _rests(name: str) -> set[str]:
    if len(name) < SHORTEST:
        return {name} if name else set()
    return {name} | {name[:place] + name[place + 1 :] for place in range(len(name))}


def _figures(party: Party) -> list[str]:
    return re.findall(r"\d+", party.name)


def _place(qbo_id: str) -> tuple[int, str]:
    return (int(qbo_id), "") if qbo_id.isdecimal() else (0, qbo_id)


def _same(first: Party, second: Party, open_of: dict[tuple[Side, str], list[OpenItem]]) -> Issue:
    theirs = [open_of.get((party.side, party.party_id), []) for party in (first, second)]
    sums: list[Decimal] = [sum((abs(item.open) for item in items), ZERO) for items in theirs]
    text = f"Nearly the name of {first.name}; {money(sums[0])} and {money(sums[1])} is open with them."
    touches = frozenset(item.document.name for items in theirs for item in items)
    about = Document(ENTITIES[second.side], second.party_id)
    return Issue(Kind.SAME_PARTY, about, second.name, text, None, min(sums), touches)


def _by_party(items: Iterable[OpenItem]) -> dict[tuple[Side, str], list[OpenItem]]:
    groups: dict[tuple[Side, str], list[OpenItem]] = defaultdict(list)
    for item in items:
        groups[item.side, item.party_id].append(item)
    return groups
