"""When a week's digest is to be sent: hours of the place, clock changes, chosen late, weeks that have passed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from runway.calculators.mail_week import is_due, mail_week
from runway.calculators.owned import DigestMail

MONDAY, SUNDAY = 0, 6
MONDAYS = DigestMail(True, MONDAY, 8, "America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        ("America/New_York", utc(2026, 11, 23, 13)),
        ("Pacific/Honolulu", utc(2026, 11, 23, 18)),
        ("Asia/Tokyo", utc(2026, 11, 22, 23)),
        ("Pacific/Kiritimati", utc(2026, 11, 22, 18)),
        ("Asia/Kathmandu", utc(2026, 11, 23, 2, 15)),
        ("UTC", utc(2026, 11, 23, 8)),
    ],
)
def test_monday_at_eight_is_where_the_people_are(zone: str, due_at: datetime) -> None:
    mail = DigestMail(True, MONDAY, 8, zone)
    assert not is_due(mail, due_at - timedelta(seconds=1))
    assert is_due(mail, due_at)
    assert mail_week(mail, due_at).week == date(2026, 11, 23)


def test_the_hour_that_spring_leaves_out_is_the_one_after_it() -> None:
    mail = DigestMail(True, SUNDAY, 2, "America/New_York")
    planned = mail_week(mail, utc(2026, 3, 8, 12))
    assert planned.due_at.astimezone(UTC) == utc(2026, 3, 8, 7)
    assert (planned.due_at.hour, f"{planned.due_at:%Z}") == (3, "EDT")


def test_the_hour_that_comes_twice_in_autumn_is_the_first() -> None:
    mail = DigestMail(True, SUNDAY, 1, "America/New_York")
    assert not is_due(mail, utc(2026, 11, 1, 4, 59))
    assert is_due(mail, utc(2026, 11, 1, 5))
    assert mail_week(mail, utc(2026, 11, 1, 5, 30)) == mail_week(mail, utc(2026, 11, 1, 6, 30))


def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change() -> None:
    summer = mail_week(MONDAYS, utc(2026, 10, 26, 20)).due_at.astimezone(UTC)
    winter = mail_week(MONDAYS, utc(2026, 11, 2, 20)).due_at.astimezone(UTC)
    assert (summer.hour, winter.hour) == (12, 13)


def test_a_late_beat_still_finds_the_week_and_says_late_from_an_hour_on() -> None:
    planned = mail_week(MONDAYS, utc(2026, 11, 23, 13, 59))
    assert not planned.is_late(utc(2026, 11, 23, 13, 59))
    assert planned.is_late(utc(2026, 11, 23, 14))
    assert is_due(MONDAYS, utc(2026, 11, 23, 23))


def test_a_week_that_has_passed_is_never_asked_for_again() -> None:
    next_monday_early = utc(2026, 11, 30, 12)
    assert mail_week(MONDAYS, next_monday_early).week == date(2026, 11, 30)
    assert not is_due(MONDAYS, next_monday_early)


def test_a_mail_that_was_chosen_after_its_hour_begins_with_the_next() -> None:
    assert not is_due(MONDAYS, utc(2026, 11, 25, 12), chosen_at=utc(2026, 11, 25, 11))
    assert is_due(MONDAYS, utc(2026, 11, 30, 13), chosen_at=utc(2026, 11, 25, 11))
    assert is_due(MONDAYS, utc(2026, 11, 23, 13), chosen_at=utc(2026, 11, 23, 13))


def test_a_mail_that_is_not_sent_is_never_due() -> None:
    assert not is_due(DigestMail(False, MONDAY, 8, "UTC"), utc(2026, 11, 23, 12))
