"""Instants come from the database as they are, whichever way they are read."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection


def asked(text: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        (found,) = cursor.fetchone()
        assert isinstance(found, datetime)
        return found


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23 12:58:00+00", datetime(2026, 11, 23, 12, 58, tzinfo=UTC)),
        ("2026-11-23 07:58:00.5-05", datetime(2026, 11, 23, 12, 58, 0, 500_000, tzinfo=UTC)),
        ("2024-02-29 23:59:59.000001+00", datetime(2024, 2, 29, 23, 59, 59, 1, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_the_same_to_the_microsecond(db: None, text: str, instant: datetime) -> None:
    found = asked(text)
    assert (found, found.tzinfo) == (instant, UTC)


@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_no_calendar_of_ours_holds_is_refused(db: None, text: str) -> None:
    with pytest.raises(DataError):
        asked(text)
