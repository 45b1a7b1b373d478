"""The forecast's page lays out what the sheet computes: headings, signs, marks and the way into every cell."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.models import User
from runway.calculators.base_case import Earmark
from runway.services.forecast_lines import address_of, line_at
from runway.services.forecast_page import ForecastSheet, Line
from runway.services.forecast_sheet import Computed, fall_of, sheet_of
from runway.services.notices import Notices
from tests.runway.books import Books
from tests.runway.forecast.computed import computed, page_of
from tests.runway.test_pages import text_of

THIS = 4


def html_of(of: Computed) -> str:
    request = RequestFactory().get("/b/acme/forecast/")
    request.user = User(email="olive@acme.example", name="Olive")
    shown = {"page": page_of(of), "notices": Notices(), "tab": "forecast"}
    return render_to_string("runway/forecast.html", shown, request)


def line(sheet: ForecastSheet, key: str) -> Line:
    return next(line for line in sheet.lines if line.key == key)


def amounts(sheet: ForecastSheet, key: str) -> list[Decimal | None]:
    return [cell.amount for cell in line(sheet, key).cells]


def test_money_out_is_positive_below_its_heading_and_every_column_foots(of: Computed) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-20  spend    Landlord       300.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper     800.00   due 2026-11-28
    """
    sheet = sheet_of(of)
    assert amounts(sheet, "rent")[3] == 300
    assert amounts(sheet, "disbursements")[3:6] == [300, 0, 800]
    opening, received, spent, closing = (
        amounts(sheet, key) for key in ("opening", "receipts", "disbursements", "closing")
    )
    for week in range(17):
        assert opening[week] + received[week] - spent[week] == closing[week]  # type: ignore[operator]
        assert week == 0 or opening[week] == closing[week - 1]
    block = next(block for block in sheet.blocks if block.name == "Disbursements")
    *parts, total = block.lines
    assert sum(part.cells[3].amount or 0 for part in parts) == total.cells[3].amount


def test_available_cash_below_the_line_is_marked_and_so_is_its_headroom(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    600.00   due 2026-12-01
    2026-11-01  bill  Acme Paper      0.01   due 2026-12-08
    """
    marks = {
        key: [cell.is_below for cell in line(sheet_of(of), key).cells[4:8]]
        for key in ("available", "headroom")
    }
    assert marks["available"] == marks["headroom"] == [False, False, True, True]
    assert "399.99" not in html_of(of)  # whole units in the sheet
    assert text_of(html_of(of)).count("400 below the line") == 11


def test_low_point_and_first_days_below_stand_above_the_sheet(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    700.00   due 2026-12-24
    """
    sheet, text = sheet_of(of), text_of(html_of(of))
    assert (sheet.low.amount, sheet.low.headroom, str(sheet.low.on)) == (300, -100, "2026-12-24")
    assert str(sheet.low.week) == "2026-12-25"
    assert (
        "$300 Thu, Dec 24 −100 against the line of 400 , chosen for this business. 3.0 buffer days." in text
    )
    assert (
        "First day below the line Thu, Dec 24 Chance of a day below it: 0 in 100 within 4 weeks, 100 in 100"
        in text
    )
    assert "First day below zero not within 13 weeks Chance of a day below it: 0 in 100" in text
    assert "Low point $300, Dec 24" in text


def test_what_is_set_aside_is_not_available(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    sheet = sheet_of(computed(books, [Earmark("Taxes", Decimal(150))]))
    assert amounts(sheet, "earmarked")[THIS] == -150
    assert amounts(sheet, "available")[THIS] == 850
    assert sheet.set_aside == 150


def test_past_weeks_of_what_is_only_known_from_now_on_say_so(of: Computed) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    text = text_of(html_of(of))
    assert "Available cash from this week on 1,000 1,000" in text
    assert "Undrawn credit unknown unknown Receivables" in text
    assert "Unexplained unknown unknown unknown unknown – –" in text


def test_a_cell_leads_to_its_own_address_and_an_empty_one_nowhere(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  A/B "&" ..    700.00   due 2026-12-24
    """
    html = html_of(of)
    key = address_of('vendor:A/B "&" ..')
    assert key.startswith("vendor-ab-")
    assert html.count(f'href="{key}/') == 1
    assert f'<a href="{key}/2026-12-25/">700</a>' in html
    found = line_at(of.made, key)
    assert found is not None
    assert found.name == 'A/B "&" ..'
    assert line_at(of.made, "vendor-nobody-00000000") is None


def test_vendors_whose_names_differ_only_in_signs_have_addresses_of_their_own() -> None:
    assert len({address_of(f"vendor:{name}") for name in ("A B", "A-B", "a b", "日本", "中国", "")}) == 6


def test_the_week_falls_from_opening_to_closing_through_every_line_with_money(of: Computed) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper     800.00   due 2026-11-26
    """
    fall = fall_of(of.made, "USD", THIS)
    assert [(step.name, step.amount, step.start, step.end) for step in fall.steps] == [
        ("Opening cash", 1000, 0, 1000),
        ("Invoices not yet due", 500, 1000, 1500),
        ("Acme Paper", -800, 1500, 700),
        ("Closing cash", 700, 0, 700),
    ]
    assert (
        fall.sentence == "The week to Fri, Nov 27 opens with $1,000; $500 in, $800 out; it closes with $700."
    )
    assert [bar.kind for bar in fall.wide.bars] == ["balance", "in", "out", "balance"]
    assert "Acme Paper −800.00" in text_of(html_of(of))


@pytest.mark.parametrize("week", [0, 16])
def test_the_first_and_the_last_week_have_one_neighbour(books: Books, week: int) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    fall = fall_of(computed(books).made, "USD", week)
    assert [fall.before is None, fall.after is None] == [week == 0, week == 16]


def test_an_overdrawn_week_is_drawn_on_a_scale_that_holds_zero(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   -1,000.00
    2026-11-01  bill  Acme Paper     800.00   due 2026-11-26
    """
    fall = fall_of(of.made, "USD", THIS)
    assert all(0 <= float(bar.x) <= fall.wide.width for bar in fall.wide.bars)
    assert fall.sentence.endswith("it closes with −$1,800.")


def test_the_pictures_have_a_title_a_sentence_and_numbers_beside_them(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    700.00   due 2026-12-24
    """
    html = html_of(of)
    for name in ("sheet-title", "sheet-desc", "fall-wide-title", "fall-narrow-desc"):
        assert html.count(f'id="{name}"') == 1
    assert "Available cash is lowest at $300 on Dec 24, $100 below the minimum line" in html


def test_names_from_the_books_are_text_and_never_markup(of: Computed) -> None:
    """
    2026-11-23  cash  Operating                  1,000.00
    2026-11-01  bill  <script>alert(1)</script>    400.00   due 2026-12-01
    """
    assert "<script>alert" not in html_of(of)


def test_the_page_gives_no_advice_and_no_praise(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper  1,700.00   due 2026-12-24
    """
    text = text_of(html_of(of)).lower()
    assert not [word for word in ("should", "healthy", "strong", "solid", "must", "!") if word in text]
