"""The digest's sentences, made by rule: what the data shows, no advice, no percentages (RUNWAY 7)."""

from runway import words
from runway.calculators.coming import Coming
from runway.calculators.curve import CashCurve, Point
from runway.calculators.movements import BookCash
from runway.calculators.runway import BUFFER_DAYS, BURN_WEEKS, Runway, Unknown, Verdict
from runway.services.digest_page import RunwayRow


def headline(book: BookCash, coming: Coming, currency: str) -> str:
    """Cash now, and what is due by the end of the two weeks."""
    return f"{_cash(book, currency)} {_due(coming, currency)}"


def buffer_row(runway: Runway) -> RunwayRow:
    """Buffer days in words, one decimal."""
    formula = f"Cash ÷ {_a_day(runway)} out, {BUFFER_DAYS}\u00a0days"
    return _row("Buffer days", formula, runway, 1)


def burn_row(runway: Runway) -> RunwayRow:
    """Net-burn runway in words, whole days."""
    used = sum(week.used for week in runway.weeks)
    sample = f"{used} of {BURN_WEEKS}\u00a0weeks" if runway.weeks_left_out else f"{BURN_WEEKS}\u00a0weeks"
    formula = f"Available ÷ {_a_day(runway)} net out, {sample}"
    if runway.verdict is Verdict.NOT_BURNING and runway.daily is not None:
        formula = f"{words.number(-runway.daily)} a day net in, {sample}"
    return _row("Net-burn runway", formula, runway, 0)


def curve_sentence(curve: CashCurve, currency: str) -> str:
    """What the picture says, for those who do not see it."""
    low, last = curve.lowest, curve.days[-1]
    past = "".join(f"was {_on(point, currency)} and " for point in curve.actual[:1])
    return (
        f"Cash {past}is {words.dollars(curve.today.cash, currency)} today. If every open document is paid on "
        f"its due date, cash is lowest at {_on(low, currency)}, and {_on(last, currency)}. "
        "The table lists every week."
    )


def _cash(book: BookCash, currency: str) -> str:
    if not book.accounts:
        return "Cash is unknown: the books have no bank account."
    if book.total is None:
        return f"Cash is unknown: no dated rate for {', '.join(book.unknown)}."
    overdrawn = ", overdrawn" if book.total < 0 else ""
    return f"Cash is {words.dollars(book.total, currency)}{overdrawn}."


def _due(coming: Coming, currency: str) -> str:
    until = words.short_day(coming.until)
    money_in, money_out = coming.due_in.total, coming.due_out.total
    if not (coming.due_in.lines or coming.due_out.lines):
        return f"Nothing is due in or out by {until}."
    due_in = words.dollars(money_in, currency) if money_in else "Nothing"
    due_out = words.dollars(money_out, currency) if money_out else "nothing"
    return f"{due_in} is due in and {due_out} due out by {until}."


def _on(point: Point, currency: str) -> str:
    return f"{words.dollars(point.cash, currency)} on {words.short_day(point.on)}"


def _row(name: str, formula: str, runway: Runway, places: int) -> RunwayRow:
    if runway.verdict is Verdict.DAYS:
        window = f"{words.short_day(runway.since)} to {words.short_day(runway.until)}"
        return RunwayRow(name, formula, words.number(runway.days, places), "days", window, runway)
    if runway.verdict is Verdict.UNKNOWN:
        return RunwayRow(name, _why(runway), words.UNKNOWN, "", "", runway)
    return RunwayRow(name, formula, runway.verdict.value, "", _at_rest(runway), runway)


def _a_day(runway: Runway) -> str:
    if runway.daily is None:
        return "unknown a day"
    return f"{words.number(runway.daily)} a day"


def _at_rest(runway: Runway) -> str:
    return {
        Verdict.NOT_BURNING: "more came in than went out",
        Verdict.NO_OUTFLOW: "nothing went out",
        Verdict.OVERDRAWN: "cash is below zero",
    }[runway.verdict]


def _why(runway: Runway) -> str:
    if runway.why is Unknown.SHORT_HISTORY and runway.history_from:
        return (
            f"Movements begin {words.short_day(runway.history_from)}; "
            f"the average starts {words.short_day(runway.since)}"
        )
    if runway.why is Unknown.NO_HISTORY:
        return "No cash movement in the books of the last 26 weeks"
    return "Cash is unknown"
