"""Beat's scheduler: the schedule lives in the database, where the admin can pause an entry."""

from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

from rowcol import startup


class Scheduler(DatabaseScheduler):
    """Checks what beat needs first: celery reads the schedule before it sends any signal that beat starts."""

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        startup.refuse_what_is_missing(app)
        super().__init__(app, *args, **kwargs)
