"""Flow: mirrored. The settings of one business: what its numbers rest on, and what is set aside of its cash."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from core.cash import AccountKind
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import models, words
from runway.calculators import owned
from runway.calculators.line import LineRule
from runway.calculators.outlook import Outlook
from runway.calculators.paydays import next_payday
from runway.services import sentences
from runway.services.as_of import as_of
from runway.services.assumptions import assumed, row_of
from runway.services.console_case import Case
from runway.services.desk import MarkedDesk
from runway.services.reserves import as_value, live
from runway.services.settings_page import AssumptionRow, ReserveRow, SettingsPage
from sync.orchestrators.accounts import AccountsDataOrchestrator

HOLDING = (AccountKind.OPERATING, AccountKind.TRUST)
CHOSEN, DEFAULT = "Chosen", "Default"


class SettingsService:
    """Shows what people told RowCol of one business, beside what follows from it."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def page(self, now: datetime) -> SettingsPage:
        """The settings at an instant, with the amounts that the books give them."""
        business, today = self.business, local_date(now, self.business.timezone)
        with one_moment():
            desk = MarkedDesk(business).load(today, now)
            row, kept = row_of(business), live(business)
        books = desk.snapshot.books
        seen = Case(desk.snapshot, {}, {}, today, business.home_currency, desk.owned).outlook
        names = {balance.account_id: balance.name for balance in books.balances}
        freshness = books.freshness
        return SettingsPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            as_of=as_of(freshness.as_of, now, business.timezone, connected=freshness.connected),
            assumptions=tuple(assumption_rows(assumed(row, business), seen, today)),
            said_by=str(row.changed_by or "Someone who has left"),
            said_on=local_date(row.changed_at, business.timezone) if row.version else None,
            version=row.version,
            reserves=tuple(self._reserve(one, names, today) for one in kept),
            cash=seen.book.total,
            set_aside=seen.available.set_aside,
            available=seen.available.amount,
            short=tuple(sentences.short(one) for one in seen.available.short),
        )

    def accounts(self) -> tuple[tuple[str, str], ...]:
        """The accounts that money can be set aside on, by id and name."""
        balances = [account.balance for account in AccountsDataOrchestrator(self.business).load().accounts]
        return tuple((b.account_id, b.name) for b in balances if b.kind in HOLDING)

    def _reserve(self, row: models.Reserve, names: Mapping[str, str], today: date) -> ReserveRow:
        return ReserveRow(
            id=row.pk,
            reserve=as_value(row),
            account=names.get(row.account_id, row.account_id),
            purpose=row.purpose,
            when=_when(as_value(row), today),
            said_by=str(row.changed_by or "Someone who has left"),
            said_on=local_date(row.changed_at, self.business.timezone),
        )


def assumption_rows(assumed: owned.Assumptions, seen: Outlook, today: date) -> Iterator[AssumptionRow]:
    """What the numbers rest on, each with where it comes from."""
    yield AssumptionRow(
        "Minimum line",
        words.number(seen.line),
        _line_source(assumed, seen),
        seen.line_rule is LineRule.CHOSEN,
    )
    yield _row("Weeks end on", assumed.week_end.label, "week_end" in assumed.chosen, "Friday")
    yield _row("Payroll", _payroll(assumed, today), assumed.payroll is not None, "as found in the books")
    mail, mailed = assumed.digest, bool(assumed.digest and assumed.digest.is_sent)
    yield _row("Weekly digest by e-mail", mail_words(mail), mailed, "not sent")


def _row(name: str, value: str, is_chosen: bool, default: str) -> AssumptionRow:
    return AssumptionRow(name, value, CHOSEN if is_chosen else f"{DEFAULT}: {default}", is_chosen)


def _line_source(assumed: owned.Assumptions, seen: Outlook) -> str:
    rule, daily = seen.line_rule, seen.buffer.daily
    if rule is LineRule.CHOSEN:
        return CHOSEN
    if daily is None:
        return f"{DEFAULT}: 15 buffer days, unknown until movements reach back 91 days"
    if rule is LineRule.PAYROLL:
        return f"{DEFAULT}: one payroll, as it is more than 15 buffer days of {words.number(daily)}"
    stated = bool(assumed.payroll and assumed.payroll.amount is not None)
    more = ", as it is more than one payroll" if stated else ""
    return f"{DEFAULT}: 15 buffer days of {words.number(daily)}{more}"


def _payroll(assumed: owned.Assumptions, today: date) -> str:
    payroll = assumed.payroll
    if payroll is None:
        return "From the books"
    amount = "amount from the books" if payroll.amount is None else words.number(payroll.amount)
    next_on = next_payday(payroll, today)
    return f"{payroll.cycle.value.capitalize()}, next {words.short_day(next_on)}, {amount}"


def mail_words(mail: owned.DigestMail | None) -> str:
    """When the weekly digest goes out by e-mail, or that it does not."""
    if mail is None or not mail.is_sent:
        return "Not sent"
    return f"{calendar.day_name[mail.weekday]}s, {mail.hour}:00, {mail.timezone}"


def _when(reserve: owned.Reserve, today: date) -> str:
    if reserve.since > today:
        return f"from {words.short_day(reserve.since)}"
    if reserve.until is None:
        return f"since {words.short_day(reserve.since)}"
    if reserve.until < today:
        return f"over since {words.short_day(reserve.until)}"
    return f"until {words.short_day(reserve.until)}"
