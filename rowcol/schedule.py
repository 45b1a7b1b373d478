"""The beat table: one line an entry, with its reason. Pausable in the admin, where beat keeps its copy."""

from typing import Any

# Entries that compute for seconds and may wait: a worker of their own does them (rowcol/processes.py).
CHORES = frozenset({"standings", "kept weeks", "pay date scores", "quality", "firm lines", "digest mails"})

BEAT: dict[str, dict[str, Any]] = {
    # Claims feeds that are due and rings again whatever the broker may have lost.
    "tick": {"task": "sync.tick", "schedule": 5.0, "options": {"expire_seconds": 15}},
    # Takes webhooks apart. They ring no bell themselves: their answer must wait for nothing, a broker least of all.
    "deliveries": {"task": "sync.deliveries", "schedule": 2.0, "options": {"expire_seconds": 6}},
    # Removes deliveries that have been kept long enough to be looked at or replayed.
    "old deliveries": {"task": "sync.forget_deliveries", "schedule": 6 * 3600.0},
    # Computes the board's lines that are no longer true: of changed books, on a new day, after people's words.
    "standings": {"task": "runway.standings", "schedule": 15.0, "options": {"expire_seconds": 60}},
    # Keeps the forecast of clients whose own Monday has come, or who missed it: what bridge and variance lead back to.
    "kept weeks": {"task": "runway.kept_weeks", "schedule": 15.0, "options": {"expire_seconds": 60}},
    # Scores the pay-date model on each client's own history, once a week each.
    "pay date scores": {
        "task": "runway.pay_date_scores",
        "schedule": 300.0,
        "options": {"expire_seconds": 600},
    },
    # Opens and resolves alerts and sends them; that it runs shows that tasks are done.
    "alerts": {"task": "sync.alerts", "schedule": 30.0, "options": {"expire_seconds": 60}},
    # Holds invariants against mirrors that moved and measures their entities: what the alerts of data quality say.
    "quality": {"task": "sync.quality", "schedule": 60.0, "options": {"expire_seconds": 120}},
    # The same of the board: a firm's line is the sum of its clients. It reads every client's accounts, so not often.
    "firm lines": {"task": "runway.firm_lines", "schedule": 3600.0, "options": {"expire_seconds": 1800}},
    # Sends the weekly digests whose weekday and hour have come, and those again that no mail server took.
    "digest mails": {"task": "runway.digest_mails", "schedule": 15.0, "options": {"expire_seconds": 60}},
    # Refresh tokens die of 100 days without use: those of paused or silent clients are used at half their life.
    "keep consents alive": {
        "task": "sync.keep_consents_alive",
        "schedule": 3600.0,
        "options": {"expire_seconds": 3600},
    },
}
