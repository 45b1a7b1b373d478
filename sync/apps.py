import gc

from django.apps import AppConfig

RARELY = 50_000


class SyncConfig(AppConfig):
    """The only app that goes outside: connections, feeds, the merge, the orchestrators."""

    name = "sync"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Decoding makes many short-lived objects and no cycles: looking for cycles took a fifth of its time."""
        gc.set_threshold(RARELY, *gc.get_threshold()[1:])
