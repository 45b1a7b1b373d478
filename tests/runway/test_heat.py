"""The firm's heat table: clients by 13 weeks, each week's headroom over the minimum line. It is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Firm, User
from runway.calculators.curve import Point
from runway.calculators.heat import Heat, friday_closings, heat_of
from runway.calculators.status import Light
from runway.services.board_page import BoardRow, Show, narrowed
from runway.services.heat import kept, weeks_of
from runway.services.heat_page import HeatRow, heat_page
from tests.conftest import signed_in
from tests.runway.test_board import ada, row, standing, with_clients
from tests.runway.test_pages import text_of

__all__ = ["ada"]
TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("available", "heat"),
    [
        ("-0.01", Heat.ZERO),
        ("0", Heat.LINE),
        ("99.99", Heat.LINE),
        ("100", Heat.HALF),
        ("150", Heat.HALF),
        ("150.01", Heat.ONE),
        ("200", Heat.ONE),
        ("200.01", Heat.MORE),
    ],
)
def test_the_steps_over_a_line_of_100(available: str, heat: Heat) -> None:
    assert heat_of(Decimal(available), Decimal(100)) is heat


def test_without_a_line_to_keep_only_zero_counts() -> None:
    assert [heat_of(Decimal(a), Decimal(0)) for a in (-1, 0, 1)] == [Heat.ZERO, Heat.HALF, Heat.MORE]


@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 1000, places=2), st.decimals(0, 500, places=2))
def test_more_cash_is_never_a_worse_step(available: Decimal, more: Decimal, line: Decimal) -> None:
    steps = list(Heat)
    assert steps.index(heat_of(available + more, line)) >= steps.index(heat_of(available, line))


def test_thirteen_fridays_are_taken_of_the_days_ahead() -> None:
    days = [Point(TODAY + timedelta(n), Decimal(n)) for n in range(91)]
    weeks = friday_closings(days, TODAY)
    assert len(weeks) == 13
    assert (weeks[0], weeks[-1].on) == (Point(FRIDAY, Decimal(4)), date(2027, 2, 19))
    assert weeks_of(kept(weeks)) == weeks


def shown(*rows: BoardRow) -> list[HeatRow]:
    return list(heat_page(narrowed(list(rows), Show.ALL, ""), TODAY).rows)


def client(*amounts: int, **fields: object) -> BoardRow:
    weeks = tuple(Point(FRIDAY + timedelta(weeks=n), Decimal(a)) for n, a in enumerate(amounts))
    return row(**{"line": Decimal(60_000), "weeks": weeks, **fields})


def test_a_cell_says_headroom_in_thousands_and_marks_what_is_below() -> None:
    (birch,) = shown(client(69_499, 59_500, -400, 200_000, *[60_000] * 9))
    assert [(cell.text, cell.mark, cell.heat) for cell in birch.cells[:5] if cell] == [
        ("9", "", Heat.HALF),
        ("−1", "▲", Heat.LINE),
        ("−60", "◆", Heat.ZERO),
        ("140", "", Heat.MORE),
        ("0", "", Heat.HALF),
    ]
    assert (birch.line, len(birch.cells), birch.why) == ("60", 13, "")


def test_a_week_that_an_older_standing_does_not_reach_is_unknown_and_not_zero() -> None:
    (birch,) = shown(client(*[70_000] * 12))
    assert birch.cells[-1] is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"cash": None, "reason": "Cash is unknown"}, "unknown: cash is unknown"),
        ({"line": None}, "unknown: no minimum line yet"),
        ({"weeks": ()}, "unknown until its line of the board is computed afresh"),
    ],
)
def test_what_is_unknown_says_why(fields: dict[str, object], why: str) -> None:
    (birch,) = shown(client(1, **fields))
    assert (birch.cells, birch.why) == ((), why)


def test_the_worst_come_first_as_on_the_board() -> None:
    rows = shown(client(1, name="Green", light=Light.GREEN), client(1, name="Red", light=Light.RED))
    assert [each.client.name for each in rows] == ["Red", "Green"]


def test_what_a_standing_keeps_reaches_the_board() -> None:
    said = row(standing(line=Decimal(60), weeks=[["2026-11-27", "70.50"]]))
    assert (said.line, said.weeks) == (Decimal(60), (Point(FRIDAY, Decimal("70.50")),))


def test_the_page_narrows_by_its_address_and_leads_to_the_board(ada: User, firm: Firm) -> None:
    with_clients(firm, 2)
    browser = signed_in(ada)
    html = browser.get("/board/heat/?show=unknown&q=client").content.decode()
    assert "2 of 3 clients, worst first" in text_of(html)
    assert 'href="/?show=unknown&amp;q=client"' in html
    assert "No client fits." in text_of(browser.get("/board/heat/?q=nobody").content.decode())
    assert 'href="/board/heat/?show=all"' in browser.get("/").content.decode()
