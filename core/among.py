"""Asking for the rows of very many others at once: what `__in` says, for a tenth of the work in Python."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.db.models.lookups import Lookup


class Among(Lookup):
    """One array is sent, where `__in` checks, says and quotes every key by itself."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: str

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, said = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*said, self.rhs)


def among(field: str, keys: Iterable[int]) -> Among:
    """A condition for `filter`: the row's foreign key, or other number, is one of these."""
    return Among(F(field), f"{{{','.join(str(int(key)) for key in keys)}}}")
