"""The calendar that the calculators share: weeks of seven days that end on Friday, named by that day."""

from datetime import date, timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
FRIDAY = 4


def week_end(day: date) -> date:
    """The Friday that closes the week of this day; a Friday closes its own."""
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def complete_weeks(today: date, count: int) -> tuple[date, ...]:
    """The last days of the latest weeks that are over, oldest first. A Friday's week is over on Saturday."""
    last = week_end(today) - WEEK
    return tuple(last - WEEK * back for back in reversed(range(count)))


def weeks_ahead(today: date, count: int) -> tuple[date, ...]:
    """The last days of this week and the following ones, oldest first."""
    return tuple(week_end(today) + WEEK * ahead for ahead in range(count))
