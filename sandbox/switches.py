"""Where sources disagree about QuickBooks, a switch decides (API_FACTS 13).

A value is kept for one company, or for all of them under the realm "".
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.store import Store

DEFAULTS: dict[str, Any] = {
    "application_moves_sync_token": True,  # a payment adds 1 to the invoice's or bill's SyncToken (1.5)
    "card_payment_key": "CreditCardPayment",  # the published sample says CreditCardPaymentTxn (9.14b)
    "cdc_window": "error",  # changedSince older than 30 days: error, clamp or all (3)
    "batch_overflow": "fault",  # what an item past 1,000 returned objects gets: fault or truncate (4)
    "rotate_every_refresh": False,  # a new refresh token at every refresh, not once in 24 hours (6.3)
    "refresh_penalty": False,  # a replaced refresh token, or two refreshes at once, ends the grant (6.3)
    "refresh_seconds": 0,  # how long a refresh takes in real time, so that two can meet
    "user_name": "Olive Harper",  # who a stale write lost against (1.5)
    "sparse_bills": True,  # whether a bill can be changed in part; only the full update is documented (11.1)
    "living": False,  # the company goes on living as the clock passes
    "throttle": "count",  # requests over a limit: off, count or enforce (5.1)
    "throttle_shape": "lower",  # what a throttle's 429 looks like: lower, upper, xml, or mixed by turns (5.1)
    "throttle_retry_after": 0,  # seconds that a 429 says in Retry-After; 0: it does not say (5.1)
    "coreplus_cap": 0,  # successful reads a month, then 429 to the month's end; 0: no cap (5.2)
    "merge_moves_documents": True,  # documents of a merged row move their LastUpdatedTime (9.4)
    "report_engine": "classic",  # the service behind reports: classic, or modern with its quirks (10.1)
    "report_rows": 0,  # rows of data after which a report is cut with HTTP 200; 0: never (10.3)
    "webhook_window_seconds": 1.0,  # how long events gather into one body (7.3)
    "webhook_answer_seconds": 3.0,  # how long the app may take to answer, in real time (7.6)
    "webhook_blocking": True,  # no further body until the first is acknowledged (7.6)
    "webhook_side_events": False,  # an invoice rings too when a payment is put on it (7.6)
    "webhook_lost": 0.0,  # share of events that never arrive
    "webhook_lose_next": 0,  # how many of the next events never arrive
    "webhook_repeated": 0.0,  # share that arrives twice, under the same id
    "webhook_delayed": 0.0,  # share that comes webhook_delay_seconds late
    "webhook_delay_seconds": 600.0,
    "webhook_reordered": 0.0,  # share that later events may overtake by up to ten seconds
    "webhook_seed": 7,  # which events these are
}

CHOICES: dict[str, tuple[str, ...]] = {
    "cdc_window": ("error", "clamp", "all"),
    "batch_overflow": ("fault", "truncate"),
    "report_engine": ("classic", "modern"),
    "throttle": ("off", "count", "enforce"),
    "throttle_shape": ("lower", "upper", "xml", "mixed"),
}


class UnknownSwitch(ValueError):
    """No such switch, or a value of the wrong kind; the text lists what exists."""


def read(store: Store, realm: str, name: str) -> Any:
    """The company's own value, else the one for all companies, else the default."""
    sql = "SELECT value FROM setting WHERE name = ? AND realm IN (?, '') ORDER BY realm DESC LIMIT 1"
    found = store.rows(sql, name, realm).fetchone()
    return json.loads(found[0]) if found else DEFAULTS[name]


def write(store: Store, realm: str, name: str, value: Any) -> None:
    """Keep a switch; UnknownSwitch for a name outside DEFAULTS or a value it cannot have."""
    if name not in DEFAULTS:
        raise UnknownSwitch(f"unknown switch {name!r}; there are: {', '.join(sorted(DEFAULTS))}")
    if type(value) is not type(DEFAULTS[name]) and not _both_numbers(value, DEFAULTS[name]):
        raise UnknownSwitch(f"switch {name!r} takes a value like {DEFAULTS[name]!r}, not {value!r}")
    if value not in CHOICES.get(name, (value,)):
        raise UnknownSwitch(f"switch {name!r} is one of {', '.join(CHOICES[name])}, not {value!r}")
    with store.transaction():
        sql = """INSERT INTO setting VALUES (?, ?, ?)
                 ON CONFLICT (realm, name) DO UPDATE SET value = excluded.value"""
        store.connection.execute(sql, (realm, name, json.dumps(value)))


def every(store: Store, realm: str) -> dict[str, Any]:
    """All switches as they stand for the company."""
    sql = "SELECT name, value FROM setting WHERE realm IN (?, '') ORDER BY realm"
    return DEFAULTS | {name: json.loads(value) for name, value in store.rows(sql, realm)}


def _both_numbers(one: Any, other: Any) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
