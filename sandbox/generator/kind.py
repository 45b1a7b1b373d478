"""What a kind of company is: its names, lists, price levels and habits, and which activities fill its days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.generator.forms import Body
from sandbox.generator.parties import Client, Supplier

if TYPE_CHECKING:
    from sandbox.generator.office import Office

Activity = Callable[["Office"], None]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lists before the first document, in the order they are entered."""

    # key, name, AccountType, AccountSubType, parent key
    accounts: tuple[tuple[str, str, str, str, str], ...]
    # key, name, income account, expense account, taxable
    items: tuple[tuple[str, str, str, str, bool], ...]
    # key, name, body
    terms: tuple[tuple[str, str, Body], ...]
    # key, name, type
    payment_methods: tuple[tuple[str, str, str], ...]
    classes: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    # account key, dollars; debit positive
    opening: tuple[tuple[str, int], ...]
    # account key, its currency; others are in home currency
    currencies: tuple[tuple[str, str], ...] = ()
    # account keys that are closed after the opening
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods sold by the piece now and then, with sales tax: quantities and the price range in cents."""

    item: str
    quantities: tuple[int, ...]
    prices: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Sold and paid at once, now and then: the price of one in cents, at most this many."""

    item: str
    cents: int
    at_most: int
    text: str
    refund: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sales:
    """How this kind sells: what projects consist of and cost (hundreds of dollars), goods, the counter."""

    memo: str
    works: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    project: tuple[int, int]
    offer_days: int = 30
    won: float = 0.68
    # jobs that its people can do at a time; an offer accepted beyond them goes to somebody else; 0: as many as come
    crews: int = 0
    # percent of a milestone that the client keeps back until the project's end, under the item "retainage"
    retainage: int = 0
    tax_percent: Decimal = Decimal("10.3")
    goods: Goods | None = None
    counter: Counter | None = None
    extra_text: str = "Copy deck (duplicate)"
    extra_item: str = "copy"
    credit_item: str = "design"
    late_fee_account: str = "fees"


@dataclass(frozen=True, slots=True)
class Spending:
    """How this kind buys: where costs are counted, what is ordered first, what is kept in the bank (cents)."""

    department: str
    class_1099: str
    class_other: str
    place: str
    # account key -> item key of what is bought by purchase order
    ordered: tuple[tuple[str, str], ...]
    # accounts whose vendors now and then grant a credit
    credited: tuple[str, ...]
    credit_text: str
    mistaken: str = "supplies"
    keeps: int = 3_000_000
    # key of the card account, name of its statement, day of the month it is paid
    cards: tuple[tuple[str, str, int], ...] = (("visa", "Visa", 20),)


@dataclass(frozen=True, slots=True)
class Treasury:
    """The month's rhythm of money, in cents: what is short, what is spare, loan, depreciation, taxes."""

    short: int = 2_500_000
    contribution: int = 4_000_000
    draw_above: int = 9_000_000
    save_above: int = 12_000_000
    # principal, interest at least
    loan: tuple[int, int] = (75_000, 18_400)
    depreciation: int = 40_500
    estimated_tax: int = 640_000
    sales_tax_to: str = "wa_dor"
    sales_tax_months: tuple[int, ...] = (1, 4, 6, 9)
    # what stays on a foreign bank account, in its cents
    keeps_foreign: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Channel:
    """A way a shop sells: orders a day, prices and shipping in cents, the processor's fee, days until it pays out."""

    name: str
    client: str
    items: tuple[str, ...]
    orders: tuple[int, int]
    prices: tuple[int, int]
    shipping: int
    taxable_percent: int
    fee_permille: int
    payout_days: int
    refund_chance: float


@dataclass(frozen=True, slots=True)
class Templates:
    """Which suppliers and which client have a recurring template: (name, position, type)."""

    bills: tuple[tuple[str, int, str], ...]
    client: int
    transfer: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Imports:
    """Where documents brought over from an old system are put: accounts, item, class, department."""

    accounts: tuple[str, str]
    item: str
    group: str
    department: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of company, declared; the activities that all kinds share do the rest."""

    name: str
    info: Body
    preferences: Body
    chart: Chart
    clients: tuple[Client, ...]
    suppliers: tuple[Supplier, ...]
    # key, name: tax offices and lenders
    authorities: tuple[tuple[str, str], ...]
    # first name, last name, yearly salary in dollars
    staff: tuple[tuple[str, str, int], ...]
    sales: Sales
    spending: Spending
    treasury: Treasury
    templates: Templates
    imports: Imports
    begins: tuple[Activity, ...]
    lives: tuple[Activity, ...]
    # chance on a day, what happens
    happenings: tuple[tuple[float, Activity], ...] = ()
    channels: tuple[Channel, ...] = ()
    # what goods cost, in percent of what they are sold for
    cost_percent: int = 0
    # currency -> (rate in home units, how far it wanders in hundredths)
    rates: Mapping[str, tuple[Decimal, int]] = field(default_factory=dict)
