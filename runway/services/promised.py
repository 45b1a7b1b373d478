"""Last week: what was decided to happen, against what the mirror shows to have happened."""

from datetime import date
from decimal import Decimal

from core.cash import ZERO, Document, Name, OpenItem
from core.dealings import Fate
from runway import words
from runway.calculators.weeks import WEEK, complete_weeks
from runway.models import Decision
from runway.services.console_case import Case
from runway.services.console_decided import GONE, said
from runway.services.decisions import amount_of
from runway.services.week_page import Kept, LastWeek


def last_week(case: Case) -> LastWeek:
    """Standing decisions dated in the last complete week, by day; what is paid is said by the books alone."""
    until = complete_weeks(case.today, 1)[-1]
    dated = [(d.on, name, d) for name, d in case.decisions.items() if d.on and until - WEEK < d.on <= until]
    rows = tuple(_kept(case, name, d) for _, name, d in sorted(dated, key=lambda one: one[:2]))
    happened = [row.happened for row in rows]
    return LastWeek(
        until=until,
        rows=rows,
        promised=sum((row.promised for row in rows), ZERO),
        happened=None if None in happened else sum((amount for amount in happened if amount), ZERO),
    )


def _kept(case: Case, name: Name, decision: Decision) -> Kept:
    item, promised = case.open_documents.get(name), amount_of(decision)
    happened, word = _happened(case, name, promised, item)
    return Kept(
        party=decision.seen.get("party") or "",
        document=Document(*name, decision.seen.get("number") or ""),
        said=said(decision.action, decision.on),
        promised=promised,
        happened=happened,
        word=word,
        is_kept=happened is not None and happened >= promised,
    )


def _happened(case: Case, name: Name, promised: Decimal, item: OpenItem | None) -> tuple[Decimal | None, str]:
    if item is not None:
        paid = max(promised - item.open, ZERO)
        return paid, f"{words.number(item.open)} still open" if paid else "still open"
    fate = case.snapshot.fates.get(name, Fate.MISSING)
    if fate is not Fate.SETTLED:
        return None, GONE[fate]
    paid_on = _paid_on(case, name)
    return promised, f"settled {words.short_day(paid_on)}" if paid_on else "settled"


def _paid_on(case: Case, name: Name) -> date | None:
    settled = (*case.snapshot.paid, *case.snapshot.received)
    return next((s.paid_on for s in settled if s.document.name == name), None)
