"""Beat's scheduler: the schedule lives in the database, where the admin can pause an entry, and follows our clock."""

import logging
from datetime import UTC, datetime
from typing import Any

from celery.beat import SchedulingError
from django.db.models import QuerySet
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from core import clock
from rowcol import outage, startup
from rowcol.database_watch import DatabaseWatch, OutageWatch
from sync import pulses
from sync.alerts import silence
from sync.models import PulseName

log = logging.getLogger(__name__)
LEAST_SLEEP_SECONDS, LONGEST_SLEEP_SECONDS = 0.05, 5.0  # of the machine's time


class Entry(ModelEntry):
    """One line of the schedule, on the clock that ROWCOL_CLOCK_FILE moves and hurries."""

    def __init__(self, model: PeriodicTask, app: Any = None) -> None:
        super().__init__(model, app=app)
        self.schedule.nowfun = self._default_now
        self.last_run_at = model.last_run_at = min(model.last_run_at, self._default_now())

    def _default_now(self) -> datetime:
        return clock.now()


class Scheduler(DatabaseScheduler):
    """Checks what beat needs first: celery reads the schedule before it sends any signal that beat starts."""

    Entry = Entry

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        startup.refuse_what_is_missing(app)
        self._database, self._broker = DatabaseWatch(log.warning), OutageWatch(log.warning, "broker")
        self._began_at, self._shown_at = clock.now(), datetime.min.replace(tzinfo=UTC)
        super().__init__(app, *args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring what is due; how long beat may sleep, in seconds of the machine's.

        While the database is down nothing is rung, since nobody could answer: what is due then waits for it.
        """
        if self._database.is_down():
            return LONGEST_SLEEP_SECONDS
        self._show_life()
        left = super().tick(*args, **kwargs)
        if left <= 0:
            return 0.0
        return min(max(clock.real_seconds(left), LEAST_SLEEP_SECONDS), LONGEST_SLEEP_SECONDS)

    def apply_entry(self, entry: Entry, producer: Any = None) -> None:
        """Ring for one entry. One that the broker did not take is rung for when its time comes again."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as why:
            said = outage.sentence(why.__context__ or why)
            if said is None:
                log.exception("%s was not rung for", entry.name)
            else:
                self._broker.note(said)
        else:
            self._broker.note("")

    def _show_life(self) -> None:
        """Beat lives; and it tells people where the worker does not, since nobody else could."""
        now = clock.now()
        if abs((now - self._shown_at).total_seconds()) >= pulses.SHOW_SECONDS:
            self._shown_at = now
            pulses.show(PulseName.BEAT)
            if silence.may_be_judged(self._began_at):
                silence.watch(now)

    def enabled_models_qs(self) -> QuerySet[PeriodicTask]:
        """All that is not paused. The library leaves out what is hours away, by a clock that is not ours."""
        return self.Model.objects.enabled()
