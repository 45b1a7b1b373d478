"""Flow: owned. Drawing up a week's digest mails: all letters of one business at once, each a row before any leaves.

All show the same numbers; who comes later in the week waits for the next. Sending them is `posting.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core.models import Business
from runway.calculators.mail_week import WEEK, MailWeek, is_due, mail_week
from runway.models import Assumptions, SentDigest
from runway.services import posting
from runway.services.assumptions import assumed
from runway.services.letter import Source, as_html, as_text, letter_of, source_of
from runway.services.letter_page import Letterhead
from runway.services.mail_readers import Reader, readers_of
from runway.services.mail_stops import stop_address

OTHERS_NAMED = 5
A_WEEK_OR_SO = timedelta(days=8)


def waiting(now: datetime) -> Iterator[Business]:
    """Businesses whose weekday and hour have come, by chance, and those with a letter to be tried. Few queries."""
    drawn = _drawn(now)
    for row in _choosing().order_by("?"):
        planned = _planned(row, now)
        if planned and (row.business_id, planned.week) not in drawn:
            yield row.business
    yield from Business.objects.filter(pk__in={letter.business_id for letter in posting.to_be_tried(now)})


def mail(business: Business, now: datetime) -> None:
    """Draw up what is due, and send what waits, one after the other. Safe to call by several, at once or again."""
    row = _choosing().filter(business=business).first()
    planned = _planned(row, now) if row else None
    if planned and (business.pk, planned.week) not in _drawn(now, business):
        draw_up(business, planned, now)
    posting.post_waiting(business, now)


def draw_up(business: Business, planned: MailWeek, now: datetime) -> None:
    """A waiting letter for each reader. Of two who do it at once the database keeps one letter a reader and week."""
    readers = readers_of(business)
    if readers:
        source = source_of(business, now, planned)
        rows = (written(business, source, one, readers, planned, now) for one in readers)
        SentDigest.objects.bulk_create(rows, ignore_conflicts=True)


def written(
    business: Business,
    source: Source,
    reader: Reader,
    readers: Iterable[Reader],
    planned: MailWeek,
    now: datetime,
    *,
    is_asked: bool = False,
) -> SentDigest:
    """One letter, not kept yet."""
    letter = letter_of(source, reader.role)
    head = Letterhead(_others(reader, readers), stop_address(reader.user_id, business))
    return SentDigest(
        business=business,
        recipient=reader.address,
        week=planned.week,
        role=reader.role,
        is_asked=is_asked,
        subject=letter.subject,
        html=as_html(letter, head),
        text=as_text(letter, head),
        drawn_at=now,
    )


def week_of(business: Business, now: datetime) -> MailWeek:
    """This week's mail of a business, sent or not."""
    row = Assumptions.objects.filter(business=business).first() or Assumptions(business=business)
    digest = assumed(row, business).digest
    assert digest is not None, "assumptions always say when"
    return mail_week(digest, now)


def missed(business: Business, now: datetime) -> date | None:
    """Last week's Monday where its mail was chosen by then and none was made: nobody was at work, or had access."""
    row = _choosing().filter(business=business).first()
    digest = assumed(row, business).digest if row else None
    if row is None or digest is None or row.digest_chosen_at is None:
        return None
    last = mail_week(digest, now - WEEK)
    made = SentDigest.objects.filter(business=business, week=last.week, is_asked=False)
    return None if row.digest_chosen_at > last.due_at or made.exists() else last.week


def _choosing() -> QuerySet[Assumptions]:
    return Assumptions.objects.filter(digest_is_sent=True).select_related("business__firm")


def _planned(row: Assumptions, now: datetime) -> MailWeek | None:
    """This week's mail where it is due."""
    digest = assumed(row, row.business).digest
    if digest is None or not is_due(digest, now, row.digest_chosen_at):
        return None
    return mail_week(digest, now)


def _drawn(now: datetime, *businesses: Business) -> set[tuple[int, date]]:
    """Of which business and week letters are written, of the weeks that may be now somewhere on earth."""
    rows = SentDigest.objects.filter(is_asked=False, week__gte=(now - A_WEEK_OR_SO).date())
    rows = rows.filter(business__in=businesses) if businesses else rows
    return set(rows.values_list("business_id", "week").distinct())


def _others(reader: Reader, readers: Iterable[Reader]) -> str:
    names = [one.name for one in readers if one.user_id != reader.user_id]
    shown = ", ".join(names[:OTHERS_NAMED])
    more = len(names) - OTHERS_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
