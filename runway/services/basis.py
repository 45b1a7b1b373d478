"""Flow: mirrored. All that the pages of one business rest on, as one word: while it is the same, so is every number."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import connection

from core.models import Business, User
from runway.models import (
    AccountMark,
    Assumptions,
    Decision,
    ExpectedDate,
    KnownItem,
    Reserve,
    TrayNote,
    Verdict,
)
from runway.services.edition import edition
from sync.orchestrators.state import state_of

SAID = (AccountMark, TrayNote, Decision, Assumptions, Reserve, KnownItem, ExpectedDate)
"""Whatever people can say of a business."""
HOLDING = {
    "ended_at": "ended_at IS NULL",
    "verdict": f"verdict = '{Verdict.EXCLUDED}'",
}
"""By a column that tells it, what is in numbers: no word that has ended; of words on issues those that leave out."""


def basis_of(business: Business, today: date, *more: object) -> str:
    """Mirror, local date, what people said and how they are called, edition; `more` is what else a value rests on.

    Two queries. Whoever keeps what is computed reads the basis in the same moment as the books (core/moment.py).
    """
    parts = (edition(), business.home_currency, business.timezone, today, state_of(business), _said(business))
    return sha256(repr((*parts, *more)).encode()).hexdigest()


def _said(business: Business) -> tuple[Any, ...]:
    columns = [_rows_of(model) for model in SAID]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*columns, _people()])}", {"business": business.pk})
        return tuple(cursor.fetchone())


def _rows_of(model: Any) -> str:
    """A word for all columns of all rows that hold."""
    key = model._meta.pk.column
    return f"(SELECT md5(string_agg(mine::text, ',' ORDER BY {key})) FROM {_holding(model)})"


def _people() -> str:
    """A word for the names of all who said something."""
    ids = " UNION ".join(f"SELECT {column} FROM {_holding(model)}" for model, column in _said_by())
    said = "md5(string_agg(concat_ws('/', id, name, email), ',' ORDER BY id))"
    return f"(SELECT {said} FROM {User._meta.db_table} WHERE id IN ({ids}))"


def _said_by() -> Iterator[tuple[Any, str]]:
    for model in SAID:
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                yield model, field.column


def _holding(model: Any) -> str:
    columns = {field.column for field in model._meta.concrete_fields}
    holds = " AND ".join(
        ["business_id = %(business)s", *(HOLDING[name] for name in HOLDING.keys() & columns)]
    )
    return f"{model._meta.db_table} mine WHERE {holds}"
