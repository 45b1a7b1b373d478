"""The forecast's sentences, made by rule: what the data shows, no advice (RUNWAY 1 and 3)."""

from datetime import date
from decimal import Decimal

from runway import words
from runway.calculators.forecast import Band, Forecast
from runway.calculators.rows import Row
from runway.calculators.sheet import Line
from runway.calculators.waterfall import Step
from runway.calculators.weekly_rest import WeekRest
from runway.calculators.weeks import SUNDAY
from runway.services.forecast_page import Column

FOUR_WEEKS, THIRTEEN_WEEKS = 28, 91
RULES = {
    "opening": "The closing of the week before; of the first week cash today less all that moved since.",
    "receipts": "All money in of this week.",
    "disbursements": "All money out of this week.",
    "net_operating": "All money in and out, without financing, debt service, owner draws and the unexplained.",
    "net": "All money in and out of this week, the unexplained included.",
    "closing": "Opening cash and net cash flow.",
    "earmarked": "What is set aside at the end of the week, on accounts that are cash.",
    "available": "Closing cash less what is set aside then.",
    "line": "The minimum line",
    "headroom": "Available cash less the minimum line.",
    "undrawn": "What could still be drawn on credit lines. QuickBooks gives no credit limit, so it is unknown.",
    "open_ar": "What is expected to be open of today's invoices at the end of the week.",
    "open_ap": "What is expected to be open of today's bills at the end of the week.",
    "open_overdue": "What of it is past its due date then.",
    "p10": "In one of ten drawn cases closing cash is below this.",
    "p90": "In nine of ten drawn cases closing cash is below this.",
}
OF_ROWS = {
    Row.NOT_DUE: "Invoices that are not past due today, each on the days on which it is expected.",
    Row.OVERDUE: "Invoices past due stay in: on the days that remain, given that they are still open.",
    Row.IN_TRANSIT: "Received and not in the bank yet.",
    Row.NOT_BILLED: "What usually comes and nobody has billed yet; a missing bill stays reserved.",
    Row.UNEXPLAINED: "What moved the bank and no readable document explains; ahead, its average goes on.",
}
OF_PAST_ROWS = {
    Row.NOT_DUE: "What customers paid on invoices up to their due date.",
    Row.OVERDUE: "What customers paid on invoices after their due date.",
    Row.UNEXPLAINED: (
        "What moved the bank and no readable document explains, by account in home currency, in the week in which it "
        "was entered; unknown where a balance was not read on the day after the week. It is then told with the next "
        "week that was read, and until then cash is without it."
    ),
}
OF_PAST = "What happened, as the books have it."
OF_MONEY = "What happened, and what is expected: each by the rule beside it."


def rule_of(line: Line, line_rule: str, *, is_actual: bool) -> str:
    """How a line comes about in a week that is over, or in one ahead, in a sentence."""
    if line.key == "line":
        return f"{RULES['line']}: {line_rule}."
    if line.row is None:
        return RULES[line.key]
    return OF_PAST_ROWS.get(line.row, OF_PAST) if is_actual else OF_ROWS.get(line.row, OF_MONEY)


def explained(rest: WeekRest) -> str:
    """How an account's unexplained of a week comes about: opening + movements + this = closing."""
    over = f", over {rest.weeks} weeks" if rest.weeks > 1 else ""
    return (
        f"{words.number(rest.opening)} at the end of {words.short_day(rest.begins_on)}, {words.change(rest.movements)} "
        f"that can be read, {words.number(rest.closing)} at the end of {words.short_day(rest.until)}{over}"
    )


def week_end(last: int) -> str:
    """The day that weeks end on."""
    return "Sunday" if last == SUNDAY else "Friday"


def sheet_sentence(seen: Forecast, last_week: date, currency: str) -> str:
    """What the curve on the columns says, for those who do not see it."""
    end = (last_week - seen.base.today).days
    low, last = seen.lowest, seen.base.available[end]
    against = _against(low.cash, seen.line, currency)
    band = _band(seen.bands[end], currency)
    return (
        f"Available cash is lowest at {words.dollars(low.cash, currency)} on {words.short_day(low.on)}{against}, and "
        f"{words.dollars(last.cash, currency)} on {words.short_day(last.on)}. Closing cash is then {band} in 80 of 100 "
        "cases. The row Available cash below holds the same numbers."
    )


def fall_sentence(column: Column, steps: tuple[Step, ...], currency: str) -> str:
    """What the waterfall of a week says."""
    moved = [step.amount for step in steps if not step.is_balance]
    money_in = sum((amount for amount in moved if amount > 0), Decimal(0))
    money_out = -sum((amount for amount in moved if amount < 0), Decimal(0))
    opening, closing = steps[0].amount, steps[-1].amount
    return (
        f"The week to {words.day(column.ends_on)} opens with {words.dollars(opening, currency)}; "
        f"{words.dollars(money_in, currency)} in, {words.dollars(money_out, currency)} out; "
        f"it closes with {words.dollars(closing, currency)}."
    )


def _against(cash: Decimal, line: Decimal | None, currency: str) -> str:
    if line is None:
        return ""
    way = "below" if cash < line else "above"
    return f", {words.dollars(abs(cash - line), currency)} {way} the minimum line"


def _band(band: Band, currency: str) -> str:
    return f"between {words.dollars(band.p10, currency)} and {words.dollars(band.p90, currency)}"
