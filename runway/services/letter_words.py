"""The digest mail's own sentences, made by rule: what the data shows, no advice, no percentages (RUNWAY 7)."""

from datetime import datetime
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.mail_week import MailWeek
from runway.calculators.status import Light
from runway.services.digest_page import Cash, Digest, DigestPage
from runway.services.letter_page import LetterPill
from runway.services.tabs import Counts
from runway.services.week_page import LowPoint

SUBJECT_DOLLARS = "USD"
SHAPES = {Light.RED: "\u25c6", Light.AMBER: "\u25b2", Light.GREEN: "\u25cf"}


def subject(page: DigestPage) -> str:
    """The business and the fact: what is available and the low point; or why there is no number. One line."""
    return " ".join(f"{page.name}: {_fact(page)}".split())


def opening(page: DigestPage, seal: str) -> tuple[str, ...]:
    """The as-of line and what could change the number."""
    if page.as_of.at is None:
        return ("Books as of: unknown.",)
    said = [f"Books as of {words.instant(page.as_of.at)}."]
    if seal and page.digest:
        said.append(f"{seal}.")
    if page.as_of.known_on:
        said.append("Nothing newer is in any number, and any of them may have changed since.")
    return (" ".join(said), *_could_change(page))


def late(planned: MailWeek | None, now: datetime) -> tuple[str, ...]:
    """That a mail goes out long after its hour."""
    if planned is None or not planned.is_late(now):
        return ()
    sent = now.astimezone(planned.due_at.tzinfo)
    return (f"Planned for {words.instant(planned.due_at)}, made late, at {words.instant(sent)}.",)


def cash_notes(cash: Cash) -> tuple[str, ...]:
    """The change since a week ago, and what of it is available."""
    set_aside = sum((reserve.amount for reserve in cash.set_aside), ZERO)
    left = f" after {words.number(set_aside)} set aside" if set_aside else ": nothing is set aside"
    return (
        f"{_change(cash.change)} since {words.day(cash.week_ago_on)}",
        f"Available {words.number(cash.available)}{left}",
    )


def low_name(cash: Cash) -> str:
    """What the low point is of, as the page heads it."""
    return f"Low point{' of available cash' if cash.set_aside else ''} in the forecast"


def low_notes(low: LowPoint, undeposited: Decimal | None = ZERO) -> tuple[str, ...]:
    """The low point against the minimum line, in buffer days, its band, and what the forecast has without a day."""
    line = f"the line of {words.number(low.line)}, {low.line_rule}"
    against = "unknown" if low.headroom is None else words.change(low.headroom)
    notes = [f"{against} against {line}" if low.line is not None else "The minimum line is unknown"]
    if low.days is not None and low.on:
        notes.append(f"{words.number(low.days, 1)} buffer days")
    if low.band:
        notes.append(
            f"80 of 100 cases on that day: {words.number(low.band.p10)} to {words.number(low.band.p90)}"
        )
    if not low.is_known:
        return tuple(notes)
    if low.past_due.money_in or low.past_due.money_out:
        past_in, past_out = (words.number(one) for one in (low.past_due.money_in, low.past_due.money_out))
        notes.append(f"Past due, in the forecast by how late they are paid: {past_in} in, {past_out} out")
    if undeposited != 0:
        notes.append(
            f"Undeposited funds, in the forecast over three banking days: {words.number(undeposited)}"
        )
    return tuple(notes)


def pill(counts: Counts) -> LetterPill | None:
    """The status as on the board, by shape, word and reason; nothing where it is unknown."""
    if counts.light not in SHAPES:
        return None
    reason = f": {counts.reason}" if counts.reason else ""
    return LetterPill(counts.light, f"{SHAPES[counts.light]} {counts.light.capitalize()}{reason}")


def footer(digest: Digest) -> tuple[str, ...]:
    """What a day beside an amount is."""
    buffer = digest.runways[0].runway if digest.runways else None
    if buffer is None or buffer.daily is None:
        return ()
    return (
        f"Days beside an amount are buffer days: amount ÷ {words.number(buffer.daily)}, the average outflow a day.",
    )


def _change(change: Decimal | None) -> str:
    if change is None:
        return "Unknown change"
    return words.change(change) if change else "No change"


def _fact(page: DigestPage) -> str:
    if page.digest is None:
        title = page.refusal.title if page.refusal else "No digest."
        return f"{title[:1].lower()}{title[1:]}".rstrip(".")
    cash, low = page.digest.cash, page.digest.low
    if cash.available is None:
        return "cash is unknown"
    available = f"{_whole(cash.available, page.currency)} available"
    if page.as_of.known_on:
        return f"{available} on {words.short_day(page.as_of.known_on)}, unknown since"
    if low.amount is None or low.on is None:
        return f"{available}, lowest unknown"
    if low.amount >= cash.available:
        return f"{available}, no lower within 13 weeks"
    return f"{available}, lowest {_whole(low.amount, page.currency)} on {words.short_day(low.on)}"


def _whole(amount: Decimal, currency: str) -> str:
    """As on the page; the sign of dollars is left to pages."""
    return words.dollars(amount, currency).replace(words.SYMBOLS[SUBJECT_DOLLARS], "")


def _could_change(page: DigestPage) -> tuple[str, ...]:
    count = len(page.problems)
    if not count or page.digest is None:
        return ()
    first = page.problems[0].text
    return (f"{count} item{'' if count == 1 else 's'} could change these numbers; the first: {first}",)
