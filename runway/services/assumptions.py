"""Flow: owned. What the numbers of a business rest on: what its people chose, else defaults (RUNWAY 3, 4, 7)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import available_timezones

from django.db import transaction

from core import audit
from core.models import Business, User
from runway import models
from runway.calculators import owned
from runway.calculators.owned import Cycle, WeekEnd
from runway.services.changes import ChangedMeanwhile, differences, swap, values

MONDAY, MORNING = 0, 8
HOURS = range(24)
FIELDS = (
    "minimum_line",
    "week_end",
    "payroll_cycle",
    "payroll_next_on",
    "payroll_amount",
    "digest_is_sent",
    "digest_weekday",
    "digest_hour",
    "digest_timezone",
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What people choose; None and empty leave the default."""

    minimum_line: Decimal | None = None
    week_end: int | None = None
    payroll_cycle: str = ""
    payroll_next_on: date | None = None
    payroll_amount: Decimal | None = None
    digest_is_sent: bool = False
    digest_weekday: int | None = None
    digest_hour: int | None = None
    digest_timezone: str = ""


def assumptions_of(business: Business) -> owned.Assumptions:
    """What was chosen, and defaults for the rest: weeks to Friday, payroll from the books, no mail. One query."""
    return assumed(row_of(business), business)


def row_of(business: Business) -> models.Assumptions:
    """The choices as they are kept; a row of nothing but defaults, version 0, where nobody ever chose. One query."""
    kept = models.Assumptions.objects.filter(business=business).select_related("changed_by").first()
    return kept or models.Assumptions(business=business, version=0)


def assumed(row: models.Assumptions, business: Business) -> owned.Assumptions:
    """A row's choices as calculators take them."""
    nothing = asdict(Choices())
    return owned.Assumptions(
        minimum_line=row.minimum_line,
        week_end=WeekEnd.FRIDAY if row.week_end is None else WeekEnd(row.week_end),
        payroll=_payroll(row),
        digest=owned.DigestMail(
            is_sent=row.digest_is_sent,
            weekday=MONDAY if row.digest_weekday is None else row.digest_weekday,
            hour=MORNING if row.digest_hour is None else row.digest_hour,
            timezone=row.digest_timezone or business.timezone,
        ),
        chosen=frozenset(name for name, value in values(row, FIELDS).items() if value != nothing[name]),
    )


def faults(choices: Choices, today: date) -> dict[str, str]:
    """What is wrong with choices, by field, with what to do about it; empty where nothing is."""
    return {name: wrong for name, wrong in _checked(choices, today) if wrong}


@transaction.atomic
def choose(business: Business, user: User, choices: Choices, seen: int, now: datetime) -> owned.Assumptions:
    """Keep all choices at once, in place of those that were `seen` (0: none yet). Raises `ChangedMeanwhile`."""
    before = row_of(business)
    fields = asdict(choices) | {"changed_by": user, "changed_at": now}
    if _moves_the_digest(before, choices):
        fields["digest_chosen_at"] = now
    if not _keep(business, seen, fields):
        stands = row_of(business)
        raise ChangedMeanwhile(stands.changed_by, stands.version)
    was, is_now = differences(values(before, FIELDS), asdict(choices))
    if is_now:
        audit.record(user.email, "assumptions changed", business=business, before=was, after=is_now)
    return assumptions_of(business)


def _moves_the_digest(before: models.Assumptions, choices: Choices) -> bool:
    """Whether the mail goes out at another time than before, or only now; its first is the next that comes."""
    names = tuple(name for name in FIELDS if name.startswith("digest_"))
    return values(before, names) != values(choices, names)


def _keep(business: Business, seen: int, fields: dict) -> bool:
    if seen:
        return swap(models.Assumptions.objects.filter(business=business), seen, **fields)
    _, is_first = models.Assumptions.objects.get_or_create(business=business, defaults=fields)
    return is_first


def _payroll(row: models.Assumptions) -> owned.Payroll | None:
    if not row.payroll_cycle or row.payroll_next_on is None:
        return None
    return owned.Payroll(Cycle(row.payroll_cycle), row.payroll_next_on, row.payroll_amount)


def _checked(choices: Choices, today: date) -> list[tuple[str, str]]:
    cycle, on = choices.payroll_cycle, choices.payroll_next_on
    is_negative = choices.minimum_line is not None and choices.minimum_line < 0
    is_nothing = choices.payroll_amount is not None and choices.payroll_amount <= 0
    return [
        ("minimum_line", "A minimum line is zero or more." if is_negative else ""),
        ("payroll_next_on", _wrong_payday(cycle, on, today)),
        (
            "payroll_cycle",
            "Say how often payroll is paid, or clear its date and amount." if _lacks_cycle(choices) else "",
        ),
        (
            "payroll_amount",
            "A payroll is more than zero. Leave it empty to take it from the books." if is_nothing else "",
        ),
        ("digest_timezone", _wrong_zone(choices.digest_timezone)),
    ]


def _lacks_cycle(choices: Choices) -> bool:
    return not choices.payroll_cycle and bool(choices.payroll_next_on or choices.payroll_amount is not None)


def _wrong_payday(cycle: str, on: date | None, today: date) -> str:
    if cycle and on is None:
        return "Say on which day payroll is paid next; the days after it follow from the cycle."
    if on is not None and on < today:
        return f"This day is over. Give the next pay date, {today.isoformat()} or later."
    return ""


def _wrong_zone(name: str) -> str:
    return "There is no such time zone." if name and name not in available_timezones() else ""
