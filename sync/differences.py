"""What the mirror and QuickBooks say differently: one value for each document, whoever found it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models


class DifferenceKind(models.TextChoices):
    """In which way a document of the mirror is not as QuickBooks has it; after these, why a total does not agree."""

    MISSING = "missing", "missing in the mirror"
    EXTRA = "extra", "not in QuickBooks"
    STALE = "stale", "an older version"
    CHANGED = "changed", "not as QuickBooks sent it"
    LINES = "lines", "lines are not as QuickBooks sent them"

    AMOUNT = "amount", "another amount"
    DATE = "date", "another date"
    UNAPPLIED_CREDIT = "unapplied credit", "a credit that is not applied"
    CURRENCY = "currency", "a foreign currency"
    JOURNAL_ENTRY = "journal entry", "a journal entry on a control account"
    FUTURE_DATED = "future-dated", "dated after the report"
    MERGED_PARTY = "merged party", "a party that was merged"
    UNEXPLAINED = "unexplained", "no document explains it"


OF_THE_MIRROR = frozenset(
    {
        DifferenceKind.MISSING,
        DifferenceKind.EXTRA,
        DifferenceKind.STALE,
        DifferenceKind.CHANGED,
        DifferenceKind.LINES,
    }
)

# No fault of the mirror. All else means that it is not as the books are, whether a document explains it or not.
BENIGN = frozenset({DifferenceKind.FUTURE_DATED, DifferenceKind.CURRENCY, DifferenceKind.MERGED_PARTY})


@dataclass(frozen=True, slots=True)
class Difference:
    """One document, or one total, that is not the same on both sides.

    `mirror` and `qbo` are what each side says, as text, empty where it says nothing; `words` name the document and say
    what is so. `qbo_id` is empty for a total.
    """

    entity: str
    qbo_id: str
    kind: DifferenceKind
    mirror: str
    qbo: str
    repaired: bool
    words: str

    def is_open(self) -> bool:
        """Whether mirror and books do not agree for it: it was not repaired, and it is a fault of the mirror."""
        return not self.repaired and self.kind not in BENIGN

    def as_json(self) -> dict[str, Any]:
        """As `manage.py reconcile --json` gives it (DESIGN 8)."""
        return asdict(self) | {"kind": str(self.kind)}


def tie(differences: Iterable[Difference]) -> bool:
    """Whether mirror and books agree now: every difference was repaired, or is no fault of the mirror."""
    return not any(difference.is_open() for difference in differences)
