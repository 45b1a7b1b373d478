from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """The ground: firms, businesses, people, the mirror idea."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import checks, storage  # noqa: F401, PLC0415  checks register themselves

        post_migrate.connect(storage.keep_payloads_whole)
