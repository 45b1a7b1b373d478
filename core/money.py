"""Amounts across currencies: what a document's amount is worth at home, or that it cannot be said."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def less(amount: Decimal | None) -> Decimal | None:
    """The amount with the other sign; what is not known stays unknown."""
    return None if amount is None else -amount


def in_home(
    amount: Decimal | None, currency: str | None, rate: Decimal | None, home_currency: str
) -> Decimal | None:
    """The amount in home currency; a rate is home units per foreign unit (API_FACTS 9.20).

    Half a cent counts as one, away from zero, as books count it: what a document is worth is then what it posted.
    A document without a currency is in home currency. None where the amount or a needed rate is unknown.
    """
    if amount is None or currency in (None, "", home_currency):
        return amount
    if rate is None:
        return None
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)
