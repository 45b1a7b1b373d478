"""The project: settings, addresses, schedule and demo. It knows every app and holds nothing itself."""

from rowcol.celery import app as celery_app

__all__ = ["celery_app"]
