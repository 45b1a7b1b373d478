from django.apps import AppConfig


class RowcolConfig(AppConfig):
    """Commands and checks of the project as a whole; no tables."""

    name = "rowcol"

    def ready(self) -> None:
        import rowcol.checks  # noqa: F401, PLC0415  registers the system checks
