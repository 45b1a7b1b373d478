"""Who a company deals with: clients and how they pay, suppliers and their terms, the staff."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """How a client pays: days from the due date (average and spread), how often only part, whether in batches."""

    late_days: int
    spread: int
    partial: float = 0.0
    batch_days: tuple[int, ...] = ()
    forgets: float = 0.0


PROMPT = Habit(-6, 4)
STEADY = Habit(3, 4)
SLOW = Habit(27, 14, forgets=0.01)
ERRATIC = Habit(16, 27, forgets=0.03)
PARTIAL = Habit(6, 6, partial=0.6)
BATCH = Habit(0, 0, batch_days=(12, 27))


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of every month's invoice, between two dollar figures or `percent` of the line before it.

    `carried`: last month's is still unpaid when the books begin.
    """

    item: str
    low: int
    high: int
    text: str
    group: str
    percent: int = 0
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A client: its standing lines, chance of a new project in a week, whether it also buys goods."""

    name: str
    contact: tuple[str, str]
    place: tuple[str, str, str, str]
    term: str
    habit: Habit
    method: str
    standing: tuple[Standing, ...] = ()
    project_chance: float = 0.0
    buys_goods: bool = False
    # where its money goes, in what currency it is billed, what it leaves with the firm in advance (dollars)
    bank: str = "checking"
    currency: str = "USD"
    trust: int = 0


@dataclass(frozen=True, slots=True)
class Supplier:
    """A vendor: what account its bills go to, monthly or by chance, how large (dollars), its terms.

    `card` is the key of the card account that it charges, "" for one that sends bills.
    """

    name: str
    account: str
    term: str
    low: int
    high: int
    chance: float = 0.0
    day: int = 0
    is_1099: bool = False
    card: str = ""
    bank: str = "checking"
    currency: str = "USD"
