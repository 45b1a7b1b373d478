"""Flow: mirrored. The digest as a mail: one business's page in the words and the order of one role (RUNWAY 1, 7)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core.models import Business, Role
from runway import words
from runway.calculators.mail_week import MailWeek
from runway.services import letter_rows, letter_words
from runway.services.books import seal_of
from runway.services.digest_page import Digest, DigestPage
from runway.services.kept_pages import digest_page
from runway.services.letter_page import Letter, LetterFigure, Letterhead, LetterSection, Link, Ways
from runway.services.tabs import Counts, counts_of

LINE_END = re.compile(r"\r\n|\r|\n")
FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


@dataclass(frozen=True, slots=True)
class Source:
    """What all of a week's letters of one business are written from: its digest at one instant."""

    page: DigestPage
    seal: str
    counts: Counts
    ways: Ways
    late: tuple[str, ...] = ()


def source_of(business: Business, now: datetime, planned: MailWeek | None = None) -> Source:
    """The business's digest as its page shows it; `planned` is when its mail was due, None where one was asked for."""
    page = digest_page(business, now)
    return Source(
        page=page,
        seal=seal_of(business, now).words,
        counts=counts_of(business, page.as_of),
        ways=ways_to(business),
        late=letter_words.late(planned, now),
    )


def ways_to(business: Business) -> Ways:
    """The absolute addresses of its pages."""
    names = ("digest", "console", "tray", "mails")
    return Ways(*(f"{settings.SITE_URL}{reverse(f'runway:{name}', args=[business.slug])}" for name in names))


def letter_of(source: Source, role: Role) -> Letter:
    """The edition of one role. Of books that are not fit it says so and stops, as the page does."""
    page, subject = source.page, letter_words.subject(source.page)
    opening = (*letter_words.opening(page, source.seal), *source.late)
    week = f"week of {words.long_day(page.week_of)}"
    if page.digest is None:
        return _refusing(source, subject, week, opening)
    return Letter(
        subject=subject,
        preheader=page.digest.headline,
        name=page.name,
        week=week,
        opening=opening,
        headline=page.digest.headline,
        paragraphs=_limits(page, page.digest),
        figures=_figures(source, page.digest),
        notes=_notes(page, page.digest),
        sections=tuple(_sections(source, page.digest, role)),
        footer=letter_words.footer(page.digest),
        links=_links(source.ways),
    )


def as_html(letter: Letter, head: Letterhead) -> str:
    """The letter as HTML, with the line ends of mail."""
    shown = {"letter": letter, "head": head, "font": FONT}
    return _as_mail(render_to_string("runway/mail/digest.html", shown))


def as_text(letter: Letter, head: Letterhead) -> str:
    """The same words as plain text, with the line ends of mail."""
    return _as_mail(render_to_string("runway/mail/digest.txt", {"letter": letter, "head": head}))


def _as_mail(text: str) -> str:
    lines = (line.rstrip() for line in LINE_END.split(text.strip()))
    return "\r\n".join([*lines, ""])


def _refusing(source: Source, subject: str, week: str, opening: tuple[str, ...]) -> Letter:
    page, notice = source.page, source.page.refusal
    said = (notice.text, *notice.details, notice.next_step) if notice else ()
    return Letter(
        subject=subject,
        preheader=notice.text if notice else "",
        name=page.name,
        week=week,
        opening=opening,
        headline=notice.title if notice else "",
        paragraphs=tuple(one for one in said if one),
        links=_links(source.ways),
    )


def _limits(page: DigestPage, digest: Digest) -> tuple[str, ...]:
    """What limits the numbers, and why nothing ahead is told where that is so."""
    notices = (notice for notice in (page.warning, digest.ahead_unknown) if notice)
    said = ((one.title, one.text, *one.details, one.next_step) for one in notices)
    return tuple(" ".join(part for part in parts if part and part not in digest.headline) for parts in said)


def _links(ways: Ways) -> tuple[Link, ...]:
    return (
        Link("See it on a page", ways.digest),
        Link("Definitions", f"{ways.digest}#definitions"),
        Link("Mails as they were sent", ways.mails),
    )


def _figures(source: Source, digest: Digest) -> tuple[LetterFigure, ...]:
    page, cash, low = source.page, digest.cash, digest.low
    known_on = page.as_of.known_on
    on = f", {words.day(low.on)}" if low.on else ""
    then = f"on {words.short_day(known_on)}" if known_on else "today"
    return (
        LetterFigure(
            f"Cash {then}",
            _amount(cash.book.total, page.currency),
            letter_words.cash_notes(cash),
        ),
        LetterFigure(
            f"{letter_words.low_name(cash)}{on}",
            _amount(low.amount, page.currency),
            letter_words.low_notes(low, cash.undeposited),
            letter_words.pill(source.counts),
        ),
    )


def _amount(value: Decimal | None, currency: str) -> str:
    if value is None:
        return words.UNKNOWN
    return f"{words.whole(value, currency)}{words.cents(value)}"


def _notes(page: DigestPage, digest: Digest) -> tuple[str, ...]:
    """What stands below the figures, unless the as-of line says it already."""
    at_the_top = page.problems[0].text if page.problems else ""
    said = (*digest.cash.short, digest.unexplained.words)
    return tuple(one for one in said if one and one != at_the_top)


def _sections(source: Source, digest: Digest, role: Role) -> Iterator[LetterSection]:
    for part in EDITIONS.get(role, READS):
        yield from part(source, digest)


def _fixes(source: Source, digest: Digest) -> Iterator[LetterSection]:
    yield letter_rows.fixes(digest.fixes, source.counts.issues, source.ways)


def _money(source: Source, digest: Digest) -> Iterator[LetterSection]:
    yield letter_rows.runways(digest.runways)
    yield from letter_rows.low_moved(digest.moved, source.page.currency)
    yield from letter_rows.weeks_ahead(digest, source.page.currency)
    yield from letter_rows.money_this_week(digest.week, source.page.currency)


def _decisions(source: Source, digest: Digest) -> Iterator[LetterSection]:
    yield letter_rows.decisions(digest.needed, source.ways)


def _approvals(source: Source, digest: Digest) -> Iterator[LetterSection]:
    yield letter_rows.approvals(digest.needed, source.ways)


def _promises(_source: Source, digest: Digest) -> Iterator[LetterSection]:
    yield from letter_rows.promises(digest.last_week)


Part = Callable[[Source, Digest], Iterator[LetterSection]]
READS: tuple[Part, ...] = (_money, _approvals, _promises)
WORKS: tuple[Part, ...] = (_money, _decisions, _promises, _fixes)
EDITIONS: Mapping[Role, tuple[Part, ...]] = {
    Role.BOOKKEEPER: (_fixes, _money, _decisions, _promises),
    Role.CONTROLLER: WORKS,
    Role.ADVISOR: WORKS,
    Role.FIRM_ADMIN: WORKS,
    Role.OWNER: READS,
    Role.VIEWER: READS,
}
