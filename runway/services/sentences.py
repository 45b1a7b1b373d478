"""The digest's sentences, made by rule: what the data shows, no advice, no percentages (RUNWAY 7)."""

from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.available import Short
from runway.calculators.chances import AHEAD
from runway.calculators.coming import Coming
from runway.calculators.curve import Point
from runway.calculators.forecast import Breach, Forecast, Odds
from runway.calculators.forecast_curve import ForecastCurve
from runway.calculators.line import LineRule
from runway.calculators.movements import BookCash
from runway.calculators.outlook import Outlook
from runway.calculators.position import Position
from runway.calculators.runway import BUFFER_DAYS, BURN_WEEKS, Runway, Unknown, Verdict
from runway.calculators.status import Why
from runway.services.digest_page import RunwayRow

REASONS = {
    Why.ABOVE_LINE: "Above the line for 13 weeks",
    Why.NOT_FIT: "The books are not fit to say",
    Why.NO_CASH: "Cash is unknown",
    Why.NO_HISTORY: "Movements are known for fewer than four weeks",
    Why.NO_LINE: "Minimum line unknown: movements do not reach back 91 days",
}


def headline(position: Position, coming: Coming, known_on: date | None = None) -> str:
    """Cash, its change and the low point; of books that have grown old only what was known, and when."""
    seen, currency = position.outlook, position.currency
    if seen.book.total is None:
        return f"{no_cash(seen.book)} {_due(coming, currency)}"
    if known_on:
        was = _amount(seen.book.total, currency)
        return f"Cash was {was} on {words.short_day(known_on)}. What moved since is unknown."
    cash = f"Cash is {_amount(seen.book.total, currency)}{_since(seen.change, currency)}."
    if position.told is None:
        return f"{cash} {untold(position)} {_due(coming, currency)}"
    said = f"{cash} {_low(seen, position.told, currency)}"
    if seen.rest and seen.is_material:
        return f"{said} About {words.dollars(abs(seen.rest.a_day), currency)} a day is unexplained."
    return said


def reason(position: Position) -> str:
    """A status in words, with how likely it is: `Below the line by Dec 24: 63 in 100`."""
    said, seen, told = position.status, position.outlook, position.forecast
    if told and said.on:
        odds = told.line_odds if said.why is Why.BELOW_LINE and told.line_odds else told.zero_odds
        if said.why is Why.PAYROLL:
            return f"Payroll not covered: {words.odds(told.payroll_uncovered)} within four weeks"
        likely = words.odds(odds.by_day[(said.on - position.today).days])
        return f"{said.why.capitalize()} by {words.short_day(said.on)}: {likely}"
    if said.why is Why.UNEXPLAINED and seen.rest:
        return f"About {words.number(abs(seen.rest.a_day), 0)} a day is unexplained"
    return REASONS[said.why]


def untold(position: Position) -> str:
    """Why nothing is said of what lies ahead, where cash is known."""
    return f"What lies ahead is unknown: {position.status.why}."


def unexplained(seen: Outlook) -> str:
    """What no readable document explains, over which span; nothing where the documents explain it all but a little."""
    if seen.rest is None or not seen.is_material:
        return ""
    rest = seen.rest
    way, then = ("reached", "It is on no date ahead.")
    if rest.amount < 0:
        way, then = ("left", "The forecast goes on with that average.")
    return (
        f"{words.number(abs(rest.amount))} {way} the bank accounts since {words.short_day(rest.since)}, "
        f"{rest.since.year}, in no document that can be read: about {words.number(abs(rest.a_day))} a day over "
        f"{rest.days} days. {then}"
    )


def buffer_row(runway: Runway) -> RunwayRow:
    """Buffer days in words, one decimal."""
    formula = f"Cash ÷ {_a_day(runway)} out, {BUFFER_DAYS}\u00a0days{_includes(runway)}"
    return _row("Buffer days", formula, runway, 1)


def burn_row(runway: Runway) -> RunwayRow:
    """Net-burn runway in words, whole days."""
    used = sum(week.used for week in runway.weeks)
    sample = f"{used} of {BURN_WEEKS}\u00a0weeks" if runway.weeks_left_out else f"{BURN_WEEKS}\u00a0weeks"
    formula = f"Available ÷ {_a_day(runway)} net out, {sample}"
    if runway.verdict is Verdict.NOT_BURNING and runway.daily is not None:
        formula = f"{words.number(-runway.daily)} a day net in, {sample}"
    return _row("Net-burn runway", f"{formula}{_includes(runway)}", runway, 0)


def breach_row(position: Position, known_on: date | None = None) -> RunwayRow:
    """The first day that is expected below the minimum line, and below zero, each with its probability (RUNWAY 3.3)."""
    name, told = "Breach date", position.told
    if told is None or known_on:
        why = (
            f"The books end {words.short_day(known_on)}" if known_on else REASONS.get(position.status.why, "")
        )
        return RunwayRow(name, why, words.UNKNOWN, "", "", None)
    zero = f"Below zero: {_or_never(told.zero_breach)}, {_likely(told.zero_breach, told.zero_odds)}."
    if told.line_odds is None:
        return RunwayRow(name, f"The minimum line is unknown. {zero}", words.UNKNOWN, "", "", None)
    formula = f"First day that the forecast is below the line of {words.number(told.line)}. {zero}"
    likely = _likely(told.line_breach, told.line_odds)
    return RunwayRow(name, formula, _or_never(told.line_breach), "", likely, None)


def curve_sentence(curve: ForecastCurve, currency: str, set_aside: Decimal = ZERO) -> str:
    """What the picture says, for those who do not see it."""
    low, last, band = curve.lowest, curve.days[-1], curve.bands[-1]
    past = "".join(f"was {_on(point, currency)} and " for point in curve.actual[:1])
    name, less = ("cash", "")
    if set_aside:
        name, less = "available cash", f" Of it {words.dollars(set_aside, currency)} is set aside."
    between = f"{words.dollars(band.p10, currency)} and {words.dollars(band.p90, currency)}"
    return (
        f"Cash {past}is {words.dollars(curve.today.cash, currency)} today.{less} In the forecast {name} is lowest at "
        f"{_on(low, currency)}, and {_on(last, currency)}: in 80 of 100 cases between {between}. "
        "The table lists every week."
    )


def line_rule(rule: LineRule) -> str:
    """Where the minimum line comes from."""
    return "chosen for this business" if rule is LineRule.CHOSEN else rule.value


def short(one: Short) -> str:
    """That more is set aside than there is."""
    of = f"on {one.account}" if one.account else "of cash"
    return (
        f"{words.number(one.set_aside)} is set aside {of}, which holds {words.number(one.holds)}: "
        f"{words.number(one.missing)} of it is not there."
    )


def no_cash(book: BookCash) -> str:
    """Why cash is unknown."""
    if not book.accounts:
        return "Cash is unknown: the books have no bank account."
    return f"Cash is unknown: no dated rate for {', '.join(book.unknown)}."


def _amount(cash: Decimal, currency: str) -> str:
    return f"{words.dollars(cash, currency)}{', overdrawn' if cash < 0 else ''}"


def _since(change: Decimal | None, currency: str) -> str:
    if change is None:
        return ""
    if not change:
        return ", as a week ago"
    return f", {words.dollars(abs(change), currency)} {'more' if change > 0 else 'less'} than a week ago"


def _low(seen: Outlook, told: Forecast, currency: str) -> str:
    if not any(entry.amount for entry in told.base.entries):
        return "Nothing is expected within 13 weeks."
    low, free = told.lowest, seen.available.amount
    if free is not None and low.cash >= free:
        return "In the forecast it stays at that or above for 13 weeks."
    of = " of available cash" if seen.available.set_aside else ""
    return f"The low point{of} in the forecast is {_on(low, currency)}{_against(low, seen.line)}."


def _against(low: Point, line: Decimal | None) -> str:
    if low.cash < 0:
        return ", below zero"
    if line is None:
        return ""
    return ", below the minimum line" if low.cash < line else ", above the minimum line"


def _or_never(breach: Breach | None) -> str:
    return words.short_day(breach.on) if breach else "not within 13 weeks"


def _likely(breach: Breach | None, odds: Odds) -> str:
    """How likely it is by the day that is expected, or at some time where none is."""
    if breach:
        return f"{words.odds(breach.probability)} by then"
    return f"{words.odds(odds.within(AHEAD))} that it is"


def _includes(runway: Runway) -> str:
    if not runway.unexplained or runway.daily is None:
        return ""
    return f"; includes about {words.number(runway.unexplained)} a day that no readable document explains"


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
