"""Every address that shows a page is among those that the browser proofs look at."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from core.models import Role
from tests.prove.browser.places import PLACES
from tests.rowcol.every_url import Address, addresses
from tests.rowcol.test_every_url import NOBODY, filled, town, visitors, world

__all__ = ["town", "visitors", "world"]

# The admin has pages of its own kind; what a load balancer asks is answered in JSON (test_outage.py).
PRODUCT = [each for each in addresses() if not each.is_exempt]
LOOKED_AT = {place.address for place in PLACES}


def is_page(answer: HttpResponse) -> bool:
    """Something to look at; not a file, not another address's page, not a form's target that takes posts only."""
    is_html = answer.get("Content-Type", "").startswith("text/html")
    return is_html and not 300 <= answer.status_code < 400 and answer.status_code != 405


@pytest.mark.parametrize("address", PRODUCT, ids=str)
def test_a_page_is_looked_at(address: Address, world: Mapping[str, Any], visitors: dict[str, Client]) -> None:
    path = filled(address, world)
    answers = [visitors[who].get(path) for who in (NOBODY, Role.FIRM_ADMIN)]
    if any(is_page(answer) for answer in answers):
        assert address.name in LOOKED_AT, f"{path} is missing in tests/prove/browser/places.py"


def test_what_is_looked_at_exists() -> None:
    assert LOOKED_AT - {""} <= {address.name for address in PRODUCT}


def test_pages_and_what_are_none_are_told_apart() -> None:
    assert is_page(HttpResponse("a page"))
    assert is_page(HttpResponse("a page", status=404))
    assert not is_page(HttpResponse("file", content_type="text/csv"))
    assert not is_page(HttpResponse(status=302))
    assert not is_page(HttpResponse(status=405))
