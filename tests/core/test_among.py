"""Asking for the rows of very many businesses at once."""

import pytest

from core.among import among
from core.models import Business, Firm
from tests.bookkeeping import Books


@pytest.mark.parametrize("wanted", [[], ["Birch"], ["Birch", "Alder"]])
def test_just_the_rows_of_those_asked_for_are_found(db: None, wanted: list[str]) -> None:
    firm = Firm.objects.create(name="Larch Row", slug="larch-row")
    keys = {
        name: Business.objects.create(firm=firm, name=name, slug=name.lower()).pk
        for name in ("Alder", "Birch", "Cedar")
    }
    found = Business.objects.filter(among("pk", (keys[name] for name in wanted)))
    assert {business.name for business in found} == set(wanted)


def test_it_says_of_a_foreign_key_what_in_says(books: Books) -> None:
    books.account("Checking")
    kept = type(books.business)._meta.default_manager
    firms = [books.business.firm_id, 0]
    assert set(kept.filter(among("firm", firms))) == set(kept.filter(firm__in=firms)) == {books.business}


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        among("business", ["1} OR {1"])  # type: ignore[list-item]
