from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django_celery_beat.apps import BeatConfig


class SignInsConfig(AxesConfig):
    """django-axes, named as operators know it."""

    verbose_name = "Sign-ins that failed"


class TokensConfig(AppConfig):
    """django-rest-knox, named as operators know it."""

    name = "knox"
    verbose_name = "API tokens"


class ScheduleConfig(BeatConfig):
    """django-celery-beat, named as operators know it."""

    verbose_name = "Schedule"


class RowcolConfig(AppConfig):
    """Commands and checks of the project as a whole; no tables."""

    name = "rowcol"

    def ready(self) -> None:
        from rowcol import checks, instants, roles, sign_ins  # noqa: F401, PLC0415  they register themselves
