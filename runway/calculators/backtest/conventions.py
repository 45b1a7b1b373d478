"""Predicts as spreadsheets do: each document on its due date, or on its party's usual lag. They are to be beaten."""

from enum import StrEnum

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.history import History

DROPPED = -(10**6)  # a day in no week


class Convention(StrEnum):
    """The three conventions of RUNWAY 4; a predicted day that is over counts as now, tomorrow being the first day."""

    DUE_OVERDUE_DROPPED = "due_date_overdue_dropped"
    DUE_OVERDUE_NOW = "due_date_overdue_now"
    MEDIAN_LAG = "counterparty_median_lag"


def at_issue(history: History, rows: Ints, day: int, convention: Convention) -> Ints:
    """The predicted pay day of documents, from what was paid by the close of `day`."""
    lags = _median_lags(history, day)[history.party[rows]] if convention is Convention.MEDIAN_LAG else 0
    return history.due[rows] + lags


def of_open(history: History, rows: Ints, day: int, convention: Convention) -> Ints:
    """The same for documents that are open at the close of `day`: what is overdue is dropped, or due tomorrow."""
    predicted = at_issue(history, rows, day, convention)
    if convention is Convention.DUE_OVERDUE_DROPPED:
        return np.where(predicted > day, predicted, DROPPED)
    return np.maximum(predicted, day + 1)


def _median_lags(history: History, day: int) -> Ints:
    """Each party's median of (paid - due), a half rounded up; the whole book's for a party without a payment."""
    rows = np.flatnonzero(history.paid <= day)
    party, lag = history.party[rows], history.paid[rows] - history.due[rows]
    order = np.lexsort((lag, party))
    lag, count = lag[order], np.bincount(party, minlength=len(history.names))
    last = np.cumsum(count)
    book = _half_up(np.median(lag)) if len(lag) else np.int64(0)
    some = np.flatnonzero(count)
    first = last[some] - count[some]
    medians = np.full(len(history.names), book, dtype=np.int64)
    medians[some] = _half_up((lag[first + (count[some] - 1) // 2] + lag[first + count[some] // 2]) / 2)
    return medians


def _half_up(days: Floats) -> Ints:
    return np.floor(days + 0.5).astype(np.int64)
