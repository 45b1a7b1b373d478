"""The effect of a set of decisions, beside the unchanged base: two exact computations, told in rows and pictures."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Name, OpenItem
from core.models import User
from runway import words
from runway.calculators.course import Course
from runway.calculators.effect import Compared, Move
from runway.calculators.status import first_below
from runway.calculators.weeks import weeks_ahead
from runway.charts_effect import NARROW, WIDE, effect_chart
from runway.services import sentences
from runway.services.console_case import Case
from runway.services.console_decided import in_words, said
from runway.services.console_page import Brief, Compare, Decided, Effect, SetLine, WeekPair
from runway.services.decisions import needs_second_person

WEEKS = 13
NONE_IN_TIME = "none in 13 weeks"
HEADROOM, BELOW_LINE, BELOW_ZERO = (
    "Headroom over the line",
    "First day below the line",
    "First day below zero",
)


def effect(case: Case, user: User, currency: str) -> Effect:
    """Base and set side by side; only the set itself where nothing ahead is told."""
    new = tuple(_chosen_line(case, name) for name in case.chosen)
    standing = tuple(_standing_line(case, name, user) for name in case.decisions if name not in case.chosen)
    pair, ends = case.pair, weeks_ahead(case.today, WEEKS, case.owned.assumptions.week_end)
    return Effect(
        sentence=_sentence(case, pair, currency),
        rows=_rows(case, pair) if pair else (),
        weeks=_weeks(pair, ends) if pair else (),
        wide=effect_chart(pair, ends, case.line, currency, WIDE) if pair else None,
        narrow=effect_chart(pair, ends, case.line, currency, NARROW) if pair else None,
        new=new,
        standing=standing,
        sums=_sums(case),
        assumption=_assumption(case) if pair else "",
        brief=_brief(case, pair) if pair else None,
    )


def _brief(case: Case, pair: Compared) -> Brief:
    lowest = pair.chosen.lowest
    return Brief(lowest.cash, lowest.on, pair.low_change, case.days(pair.low_change))


def _rows(case: Case, pair: Compared) -> tuple[Compare, ...]:
    base, chosen = pair.base, pair.chosen
    lows = words.number(base.lowest.cash), words.number(chosen.lowest.cash)
    days = words.short_day(base.lowest.on), words.short_day(chosen.lowest.on)
    rows = [
        Compare("Low point", *lows, words.change(pair.low_change), pair.low_change < 0),
        Compare("Its day", *days, _moved(base.lowest.on, chosen.lowest.on)),
        _moving("Open bills paid in 13 weeks", base.money_out, chosen.money_out),
        _moving("Open invoices received in 13 weeks", base.money_in, chosen.money_in),
        _headroom(case, base, chosen),
        _buffer(case, base, chosen),
        _first_day(BELOW_LINE, base, chosen, case.line),
        _first_day(BELOW_ZERO, base, chosen, ZERO),
    ]
    end = f"{'Available' if case.outlook.available.set_aside else 'Cash'} on {words.short_day(base.days[-1].on)}"
    closing = words.number(base.days[-1].cash), words.number(chosen.days[-1].cash)
    rows.append(Compare(end, *closing, words.change(pair.end_change), pair.end_change < 0))
    return tuple(rows)


def _moving(name: str, base: Decimal, chosen: Decimal) -> Compare:
    """What is expected of open documents, past due ones by their chances."""
    return Compare(name, words.number(base), words.number(chosen), words.change(chosen - base))


def _headroom(case: Case, base: Course, chosen: Course) -> Compare:
    if case.line is None:
        return Compare(HEADROOM, words.UNKNOWN, words.UNKNOWN, words.UNKNOWN)
    change = chosen.lowest.cash - base.lowest.cash
    rooms = [words.number(curve.lowest.cash - case.line) for curve in (base, chosen)]
    return Compare(HEADROOM, rooms[0], rooms[1], words.change(change), change < 0)


def _buffer(case: Case, base: Course, chosen: Course) -> Compare:
    there, then = case.days(base.lowest.cash), case.days(chosen.lowest.cash)
    change = None if there is None or then is None else then - there
    worse = change is not None and change < 0
    shown = words.number(there, 1), words.number(then, 1), words.change(change, 1)
    return Compare("Buffer days at the low point", *shown, worse)


def _first_day(name: str, base: Course, chosen: Course, line: Decimal | None) -> Compare:
    if line is None:
        return Compare(name, words.UNKNOWN, words.UNKNOWN, "")
    days = [first_below(curve.days, line) for curve in (base, chosen)]
    shown = [words.short_day(day) if day else NONE_IN_TIME for day in days]
    return Compare(name, shown[0], shown[1], _moved(*days))


def _moved(before: date | None, after: date | None) -> str:
    if before is None or after is None or before == after:
        return ""
    days = abs((after - before).days)
    return f"{days} day{'' if days == 1 else 's'} {'later' if after > before else 'earlier'}"


def _weeks(pair: Compared, ends: Iterable[date]) -> tuple[WeekPair, ...]:
    both = ((on, pair.base.on(on), pair.chosen.on(on)) for on in ends)
    return tuple(WeekPair(on, one, two, two - one) for on, one, two in both)


def _chosen_line(case: Case, name: Name) -> SetLine:
    proposal = case.chosen[name]
    item = proposal.item
    return _line(case, item, proposal.action, proposal.on, needs_second_person(proposal.action, item.open))


def _standing_line(case: Case, name: Name, user: User) -> SetLine:
    decision = case.decisions[name]
    item = case.open_documents.get(name)
    decided = in_words(case, decision, item, user)
    if item is None:
        seen = decision.seen
        return SetLine(
            decided.words, seen.get("party") or "", seen.get("number") or "", None, None, None, False, decided
        )
    return _line(case, item, decision.action, decision.on, decided=decided)


def _line(
    case: Case,
    item: OpenItem,
    action: str,
    on: date | None,
    second: bool = False,
    decided: Decided | None = None,
) -> SetLine:
    day = max(on, case.today) if on else None
    alone = case.alone(item, day) if day else None
    amount = case.amount_on(item, day) if day else item.open
    change = alone.change if alone else None
    name, line = item.document.name, (said(action, on), item.party, item.document.number, amount, on)
    in_base = decided is not None and case.is_in_base(name)
    return SetLine(*line, case.counted(name) if in_base else change, second, decided, in_base)


def _sums(case: Case) -> str:
    """`Pays 12,480.00, moves 21,850.00`, over everything in the set; saved is what discounts take off."""
    bills = [(case.open_documents[name], move) for name, move in case.moves.items() if name[0] == "Bill"]
    pays = [(i, m) for i, m in bills if m.on and m.on <= max(i.due_on or case.today, case.today)]
    delays = [(i, m) for i, m in bills if (i, m) not in pays]
    saved = sum((case.saved_on(item, move.on) for item, move in bills if move.on), ZERO)
    parts = [f"Pays {words.number(_moved_by(case, pays))}"]
    parts.append(f"delays {words.number(_moved_by(case, delays))}")
    return ", ".join([*parts, f"saves {words.number(saved)}"]) if saved else ", ".join(parts)


def _moved_by(case: Case, bills: Iterable[tuple[OpenItem, Move]]) -> Decimal:
    return sum((case.amount_on(item, move.on) if move.on else case.left(item) for item, move in bills), ZERO)


def _sentence(case: Case, pair: Compared | None, currency: str) -> str:
    if pair is None:
        return (
            " ".join((case.untold.title, case.untold.next_step)) if case.untold else "The effect is unknown."
        )
    low = f"{words.dollars(pair.base.lowest.cash, currency)} on {words.short_day(pair.base.lowest.on)}"
    if not (case.chosen or case.decisions):
        return f"The base case is lowest at {low}. No day has been chosen yet."
    then = f"{words.dollars(pair.chosen.lowest.cash, currency)} on {words.short_day(pair.chosen.lowest.on)}"
    return f"The low point is {then} with the set, and {low} in the base case."


def _assumption(case: Case) -> str:
    """What the base is, which decisions it counts already, and what the set moves."""
    said = (
        "The base case is the expected case of the forecast, the same line as on the digest: each open document on the "
        "day that was set or promised, else by when its party’s documents were settled before, what is past due by "
        "its remaining chances. Approved payments, promises and disputes are in it; proposals are in the set until "
        "they are approved. A decision moves all of its own document to its day, and nothing else."
    )
    rest = sentences.unexplained(case.outlook)
    return f"{said} {rest}" if rest else said
