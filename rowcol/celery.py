"""The worker and beat: where Celery meets the project."""

import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.signals import celeryd_init
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from rowcol import startup
from rowcol.broker import prepare_folders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
TRANSPORT_ALIASES["filesystem"] = "rowcol.broker:Transport"

app = Celery("rowcol")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("rowcol.worker_priority:WorkerPriority")
app.steps["worker"].add("rowcol.worker_pulse:WorkerPulse")  # by name: it needs the models, which come later


@app.on_after_configure.connect
def make_broker_folders(**_kwargs: Any) -> None:
    """The filesystem broker wants its folders to be there. Where they cannot be, whoever needs them says so."""
    with suppress(OSError):
        prepare_folders(settings.CELERY_BROKER_TRANSPORT_OPTIONS)


@celeryd_init.connect
def check_worker(**_kwargs: Any) -> None:
    """A worker that could not do its work says why and exits."""
    startup.refuse_what_is_missing(app)
