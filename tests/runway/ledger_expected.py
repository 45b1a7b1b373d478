"""What the digest should say of a company, worked out from its ledger alone."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.cash import Side
from runway.calculators.curve import InOut
from runway.services.digest_page import Curve
from tests.runway.ledger_companies import Seen
from tests.runway.ledger_figures import DAY, WEEK, Account, Owed, money, rounded, total, weeks_over

HISTORY = timedelta(weeks=26)
"""How far back the page knows movements."""


def is_listed(seen: Seen, account: Account) -> bool:
    return account.active or bool(account.cents) or account.last_on >= seen.today - HISTORY


def change_of_the_week(seen: Seen) -> Decimal | None:
    """What moved cash after the day a week ago; unknown where cheques may have moved it that nobody can read."""
    is_known = seen.ledger.begins(seen.today - HISTORY) <= seen.today - WEEK
    return money(seen.ledger.net(seen.today - DAY * 6, date.max)) if is_known and not unread(seen) else None


def since(seen: Seen) -> str:
    change = change_of_the_week(seen)
    if not change:
        return "" if change is None else ", as a week ago"
    return f", {dollars(abs(change))} {'more' if change > 0 else 'less'} than a week ago"


def low_point(seen: Seen) -> str:
    """What the headline says of the low point that the page shows."""
    low = seen.digest.low
    assert low.amount is not None
    assert low.on is not None
    if low.amount >= money(seen.ledger.cash):
        return "In the forecast it stays at that or above for 13 weeks."
    against = (
        "" if low.line is None else f", {'below' if low.amount < low.line else 'above'} the minimum line"
    )
    said = ", below zero" if low.amount < 0 else against
    return f"The low point in the forecast is {dollars_on(low.on, low.amount)}{said}."


def hidden(seen: Seen) -> str:
    rest = unread(seen)
    return f" About {dollars(Decimal(round(rest / 100)))} a day is unexplained." if rest else ""


def unread(seen: Seen) -> Fraction:
    """Cents a day that cheques took which nobody can read, over the days that the page names."""
    rest = seen.digest.unexplained.rest
    assert rest is not None
    return Fraction(-sum(account.unread for account in seen.ledger.own), rest.days)


def dollars(amount: Decimal) -> str:
    text = rounded(Fraction(amount), 0)
    return f"\u2212${text[1:]}" if amount < 0 else f"${text}"


def dollars_on(day: date, amount: Decimal) -> str:
    return f"{dollars(amount)} on {day:%b} {day.day}"


def dated_debts(seen: Seen, side: Side) -> list[Owed]:
    """What is owed and has a date on which to be paid. Credits have none: when they are used is unknown."""
    return [owed for owed in seen.owed(side) if owed.cents > 0 and not owed.lacks_due_date]


def due_by_side(seen: Seen, first: date, last: date) -> tuple[Decimal, Decimal]:
    money_in, money_out = (
        total(owed for owed in dated_debts(seen, side) if first <= owed.dated <= last) for side in Side
    )
    return money_in, money_out


def includes(seen: Seen) -> str:
    rest = unread(seen)
    return (
        f"; includes about {rounded(rest / 100, 2)} a day that no readable document explains" if rest else ""
    )


def is_known(seen: Seen, since: date) -> bool:
    return seen.ledger.begins(seen.today - HISTORY) <= since


def days(seen: Seen, daily: Fraction | None, places: int, at_rest: str) -> str:
    """Cash over cents a day, as it is written."""
    if daily is None:
        return "unknown"
    if seen.ledger.cash < 0:
        return "overdrawn"
    return rounded(seen.ledger.cash / daily, places) if daily > 0 else at_rest


def burn_formula(daily: Fraction, counted: int) -> str:
    sample = "13\u00a0weeks" if counted == 13 else f"{counted} of 13\u00a0weeks"
    a_day = f"{rounded(abs(daily) / 100, 2)} a day"
    return f"Available ÷ {a_day} net out, {sample}" if daily > 0 else f"{a_day} net in, {sample}"


def too_young(seen: Seen, since: date) -> str:
    begins = seen.ledger.begins(seen.today - HISTORY)
    return f"Movements begin {begins:%b} {begins.day}; the average starts {since:%b} {since.day}"


def past_closings(seen: Seen) -> list[tuple[date, Decimal]]:
    """Today's cash less what moved it since: what was posted by then, but for cheques that nobody can read."""
    begins = seen.ledger.begins(seen.today - HISTORY)
    known = [friday for friday in weeks_over(seen.today, 8) if friday >= begins]
    return [(friday, money(seen.ledger.cash - seen.ledger.net(friday + DAY, date.max))) for friday in known]


def curve_of(seen: Seen) -> Curve:
    assert seen.digest.curve is not None
    return seen.digest.curve


def closing(seen: Seen, day: date) -> Decimal:
    """Cash on the evening of a day if all that is due from today to then is paid."""
    money_in, money_out = due_by_side(seen, seen.today, day)
    return money(seen.ledger.cash) + money_in - money_out


def in_and_out(
    seen: Seen, documents: Callable[[Seen, Side], Iterable[Owed]], inside: Callable[[Owed], bool]
) -> InOut:
    return InOut(*(total(owed for owed in documents(seen, side) if inside(owed)) for side in Side))
