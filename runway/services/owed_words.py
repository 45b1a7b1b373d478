"""How receivables and payables are spoken of: the same facts, each side in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.cash import Side
from runway import words
from runway.calculators.ageing import Ageing
from runway.calculators.turnover import SAMPLE_DAYS, Gap, Turnover


@dataclass(frozen=True, slots=True)
class SideWords:
    """One side: its title, who is on the other end, what its figure is called and made of."""

    title: str
    who: str
    owe: str
    figure: str
    figure_name: str
    turned: str
    documents: str
    first: str
    account: str
    none: str
    paid: str


SIDES: Mapping[Side, SideWords] = {
    Side.RECEIVABLE: SideWords(
        title="Receivables",
        who="Customer",
        owe="Customers owe",
        figure="DSO",
        figure_name="days sales outstanding",
        turned="Sales on credit",
        documents="invoices and credit memos",
        first="Invoices",
        account="receivable account",
        none="No open invoice",
        paid="How late customers pay",
    ),
    Side.PAYABLE: SideWords(
        title="Payables",
        who="Vendor",
        owe="Vendors are owed",
        figure="DPO",
        figure_name="days payables outstanding",
        turned="Purchases on credit",
        documents="bills and vendor credits",
        first="Bills",
        account="payable account",
        none="No open bill",
        paid="How late vendors are paid",
    ),
}


def headline(aged: Ageing, side: SideWords, currency: str) -> str:
    """What is owed, and how much of it is past due."""
    if not any(bucket.documents for bucket in aged.buckets):
        return f"{side.none}."
    late = aged.overdue_before_credits
    past = (
        f", {words.dollars(late, currency)} of it past due before credits"
        if late
        else ", none of it past due"
    )
    return f"{side.owe} {words.dollars(aged.total, currency)}{past}."


def formula(figure: Turnover, side: SideWords) -> str:
    """The figure's formula with the names of its parts."""
    return (
        f"Open on {words.short_day(figure.on)} ÷ {side.turned.lower()} of {SAMPLE_DAYS} days × {SAMPLE_DAYS}"
    )


def why_unknown(figure: Turnover, side: SideWords) -> str:
    """Why there is no number; nothing where there is one."""
    since = words.short_day(figure.since)
    said = {
        Gap.NOTHING_TURNED: f"{side.turned} of the sample come to nothing, so there is nothing to divide by.",
        Gap.SHORT_HISTORY: f"{side.first} begin after {since}, where the sample starts.",
        Gap.UNKNOWN_AMOUNT: "An amount or an exchange rate among the documents is unknown.",
        Gap.IN_CREDIT: "Credits exceed what is owed.",
    }
    return said[figure.why] if figure.why else ""


def lateness(days: Decimal | int | None) -> str:
    """`12 days late`, `1.5 days early`, `on the due date`."""
    return _told(days, "late", "early", "on the due date")


def trend(days: Decimal | None) -> str:
    """`7 days later`, `as before`: the latest five against all before them."""
    return _told(days, "later", "earlier", "as before")


def _told(days: Decimal | int | None, over: str, under: str, at: str) -> str:
    if days is None:
        return words.UNKNOWN
    number = abs(Decimal(days))
    text = f"{number.normalize():f} day{'' if number == 1 else 's'}"
    return f"{text} {over if days > 0 else under}" if days else at
