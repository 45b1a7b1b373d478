"""The calendar that the calculators share: weeks of seven days that end on Friday, or on Sunday by a business's choice,
named by that day.
"""

from datetime import date, timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
FRIDAY = 4
SUNDAY = 6


def week_end(day: date, last: int = FRIDAY) -> date:
    """The day that closes the week of this day; it closes its own. `last` is a weekday as `date.weekday` counts."""
    return day + timedelta(days=(last - day.weekday()) % 7)


def complete_weeks(today: date, count: int, last: int = FRIDAY) -> tuple[date, ...]:
    """The last days of the latest weeks that are over, oldest first. A Friday's week is over on Saturday."""
    latest = week_end(today, last) - WEEK
    return tuple(latest - WEEK * back for back in reversed(range(count)))


def weeks_ahead(today: date, count: int, last: int = FRIDAY) -> tuple[date, ...]:
    """The last days of this week and the following ones, oldest first."""
    return tuple(week_end(today, last) + WEEK * ahead for ahead in range(count))
