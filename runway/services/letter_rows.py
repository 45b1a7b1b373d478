"""The tables of a digest mail, from the digest's own frozen values: nothing is computed here, only put into words."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.coming import Line
from runway.calculators.movements import Movement
from runway.services.digest_page import CurveWeek, Digest, RunwayRow
from runway.services.letter_page import LetterBar, LetterRow, LetterSection, Link, Ways
from runway.services.low_moved import LowMoved, StepRow
from runway.services.week_page import Decisions, Fix, Kept, LastWeek, Needed, ThisWeek

APPROVE = "Approve"
NAMED = 5
TALLEST = 75
SIGN_IN = "Signing in is required to act. Nothing is paid from this mail."


def runways(rows: Iterable[RunwayRow]) -> LetterSection:
    """The three numbers, never mixed."""
    said = (LetterRow(r.name, f"{r.value} {r.unit}".strip(), r.formula, r.note) for r in rows)
    return LetterSection("Runway, three numbers", tuple(said))


def low_moved(moved: LowMoved | None, currency: str) -> Iterator[LetterSection]:
    """From the low point of an earlier forecast to the one now, step by step; nothing where none is known."""
    if moved is None:
        return
    since = words.day(moved.since)
    first = LetterRow(f"Low point as forecast on {since}", words.number(moved.before), is_total=True)
    steps = [_step(step) for step in moved.steps] or [LetterRow("Nothing moved it.", "")]
    now = LetterRow("Low point now", words.number(moved.after), is_total=True)
    yield LetterSection(
        f"Why the low point moved since {since}, {currency}",
        (first, *steps, now),
        notes=("Each step is taken upon the one before, so that all add up.",),
    )


def weeks_ahead(digest: Digest, currency: str) -> Iterator[LetterSection]:
    """Available cash at the close of each week to come, as bars; nothing where cash is unknown."""
    weeks = [week for week in digest.curve.weeks if week.available is not None] if digest.curve else []
    if not weeks:
        return
    bars = tuple(_bars(weeks, digest.low.line))
    yield LetterSection(
        f"Available cash by week, thousand {currency}",
        bars=bars,
        notes=(f"Weeks to {weeks[0].ends_on:%A}, {weeks[0].kind.lower()}.{_below(bars, digest.low.line)}",),
    )


def money_this_week(week: ThisWeek, currency: str) -> Iterator[LetterSection]:
    """What came and is due, by name; a week in which nothing moves is one sentence."""
    if not (week.moved_in or week.moved_out or week.due_in or week.due_out):
        quiet = f"{_unmoved(week)}, and nothing is due by {words.day(week.until)}."
        more = (_expected(week),) if week.expected != week.closing else ()
        yield LetterSection("This week, in and out", more, quiet=quiet)
        return
    yield LetterSection(f"Money in this week, {currency}", tuple(_money_in(week)))
    yield LetterSection(f"Money out this week, {currency}", tuple(_money_out(week)))


def decisions(needed: Decisions, ways: Ways) -> LetterSection:
    """The first decisions that the week needs, with the effect of each alone."""
    title = "Decisions needed"
    if not needed.count:
        return LetterSection(title, quiet="No decision waits, and no bill is in the lane “Must pay”.")
    return LetterSection(
        f"{title}, {_of(len(needed.first), needed.count)}",
        tuple(_needed(one) for one in needed.first),
        notes=("At the right: what each alone does to the low point.", SIGN_IN),
        link=Link("Open the console", ways.console),
    )


def approvals(needed: Decisions, ways: Ways) -> LetterSection:
    """Of the same only what waits for approval: the rest is for those who work on the books."""
    waiting = tuple(_needed(one) for one in needed.first if one.act == APPROVE)
    if not waiting:
        return LetterSection("Waiting for approval", quiet="No decision waits for approval.")
    more = ("The console may show more.",) if len(waiting) == NAMED < needed.count else ()
    notes = ("At the right: what each alone does to the low point.", *more, SIGN_IN)
    return LetterSection(
        "Waiting for approval", waiting, notes=notes, link=Link("Open the console", ways.console)
    )


def promises(last: LastWeek) -> Iterator[LetterSection]:
    """What was decided for last week against what happened; nothing where nothing was decided."""
    if last.rows:
        together = f"of {words.number(last.promised)} promised"
        total = LetterRow("Together", words.number(last.happened), beside=together, is_total=True)
        rows = (*(_kept(row) for row in last.rows), total)
        yield LetterSection("Last week, promised and happened", rows)


def fixes(found: tuple[Fix, ...] | None, issues: int | None, ways: Ways) -> LetterSection:
    """The issues of the tray with the most at stake."""
    if found is None:
        return LetterSection("Worth a look", quiet="Unknown until the books have been looked at for issues.")
    if not found:
        return LetterSection("Worth a look", quiet="The tray shows no open issue.")
    rows = tuple(LetterRow(f.title, words.number(f.amount), f.where, _days(f.days)) for f in found)
    title = f"Worth a look, {_of(len(found), issues if issues is not None else len(found))}"
    return LetterSection(title, rows, link=Link("Open the tray", ways.tray))


def _unmoved(week: ThisWeek) -> str:
    since = words.day(week.since)
    return f"What moved since {since} is unknown" if week.came_in is None else f"Nothing moved since {since}"


def _money_in(week: ThisWeek) -> Iterator[LetterRow]:
    yield from (_moved(one) for one in week.moved_in)
    yield from (_due(one) for one in week.due_in)
    yield from _more(week.more_moved_in + week.more_in)
    yield LetterRow(f"Came in since {words.day(week.since)}", words.change(week.came_in), is_total=True)
    yield LetterRow(f"Due in by {words.day(week.until)}", words.change(week.total_in), is_total=True)


def _money_out(week: ThisWeek) -> Iterator[LetterRow]:
    yield from (_moved(one) for one in week.moved_out)
    yield from (_due(one) for one in week.due_out)
    yield from _more(week.more_moved_out + week.more_out)
    yield LetterRow(f"Went out since {words.day(week.since)}", words.change(week.went_out), is_total=True)
    yield LetterRow(f"Due out by {words.day(week.until)}", words.change(-week.total_out), is_total=True)
    yield LetterRow(
        f"Cash on {words.day(week.until)}, on due dates", words.number(week.closing), is_total=True
    )
    yield _expected(week)


def _expected(week: ThisWeek) -> LetterRow:
    name = f"Cash on {words.day(week.until)}, in the forecast"
    return LetterRow(
        name, words.number(week.expected), "with what recurs, late payers and all else", is_total=True
    )


def _step(step: StepRow) -> LetterRow:
    named = ", ".join(f"{move.party or 'not by name'} {words.change(move.amount)}" for move in step.named)
    more = f", and {step.more} more" if step.more else ""
    amount = words.change(step.amount) if step.amount else words.number(ZERO)
    return LetterRow(f"{step.cause[:1].upper()}{step.cause[1:]}", amount, f"{named}{more}")


def _moved(one: Movement) -> LetterRow:
    way = "came in" if one.amount > 0 else "went out"
    return LetterRow(
        one.party or one.kind.capitalize(), words.number(abs(one.amount)), f"{way} {words.day(one.on)}"
    )


def _due(one: Line) -> LetterRow:
    said = f"due {words.day(one.due_on)}, {words.document(one.document.entity, one.document.number)}"
    return LetterRow(one.party or "No name", words.number(one.amount), said)


def _more(count: int) -> Iterator[LetterRow]:
    if count:
        yield LetterRow(f"{count} more, not named here", "", "in the totals below")


def _needed(one: Needed) -> LetterRow:
    document = words.document(one.document.entity, one.document.number)
    effect = {None: "unknown", ZERO: "no change"}.get(one.change) or words.change(one.change)
    days = f"{words.change(one.days, 1)} days" if one.change and one.days is not None else ""
    said = f"{document}, {words.number(one.amount)}, {one.why}"
    return LetterRow(f"{one.act}: {one.party or 'No name'}", effect, said, days)


def _kept(row: Kept) -> LetterRow:
    name = f"{row.party or 'No name'}, {row.document.number or row.document.qbo_id}"
    return LetterRow(name, words.number(row.happened), f"{row.said}, {words.number(row.promised)}", row.word)


def _bars(weeks: list[CurveWeek], line: Decimal | None) -> Iterator[LetterBar]:
    amounts = [week.available or ZERO for week in weeks]
    top = max((*amounts, Decimal(1)))
    for week, amount in zip(weeks, amounts, strict=True):
        height = max(int(amount * TALLEST / top), 1)
        yield LetterBar(
            amount=_thousands(amount),
            height=height,
            month=f"{week.ends_on:%b}",
            day=str(week.ends_on.day),
            is_below=amount < (line or ZERO),
        )


def _below(bars: tuple[LetterBar, ...], line: Decimal | None) -> str:
    floor = f"the line of {words.number(line)}" if line else "zero"
    below = [bar for bar in bars if bar.is_below]
    if not below:
        return f" None closes below {floor}."
    close = "closes" if len(below) == 1 else "close"
    first = f"{below[0].month} {below[0].day}"
    return f" Of {len(bars)}, {len(below)} {close} below {floor}, the first on {first}."


def _thousands(amount: Decimal) -> str:
    return words.number((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP), 0)


def _of(shown: int, count: int) -> str:
    return str(count) if shown >= count else f"{shown} of {count}"


def _days(days: Decimal | None) -> str:
    return "days unknown" if days is None else f"{words.number(days, 1)} days"
