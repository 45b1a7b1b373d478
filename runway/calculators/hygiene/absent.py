"""Bills that should be there: what recurs, has neither bill nor payment, and stays reserved (RUNWAY 4 and 5)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from core.cash import Document
from runway.calculators.billed import BILL
from runway.calculators.expected import Expected, missing
from runway.calculators.hygiene.foreseen import EXPECTED, of_expected
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money, on


def missing_bills(found: Iterable[Expected], reserved: Mapping[str, Decimal]) -> Iterator[Issue]:
    """One issue a date that was missed, with what stays reserved for it; none where nothing is."""
    for e in missing(found):
        if e.key in reserved:
            yield _issue(e, reserved[e.key])


def _issue(e: Expected, kept: Decimal) -> Issue:
    """Known by the last payment before it and the date, so that what is said of one date is said of no other."""
    last = e.series.documents[-1] if e.series.documents else Document(EXPECTED, "")
    what = "bill" if e.series.kind == BILL else "payment"
    seen = f"{counted(len(e.series.dates), what)}, the last of {on(e.series.dates[-1])}"
    return Issue(
        kind=Kind.MISSING,
        about=Document(EXPECTED, f"{last.entity}.{last.qbo_id}.{e.on:%Y%m%d}"),
        where=f"{e.series.party or 'No name'}, {e.series.rhythm.cadence}",
        text=(
            f"Expected {on(e.on)} after {seen}; neither bill nor payment since. "
            f"Of {money(abs(e.amount))}, {money(kept)} stays reserved in the forecast."
        ),
        since=e.on,
        amount=kept,
        touches=frozenset({of_expected(e.key)}),
        opens=last,
    )
