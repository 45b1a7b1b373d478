from django.apps import AppConfig


class RowcolConfig(AppConfig):
    """Commands and checks of the project as a whole; no tables."""

    name = "rowcol"

    def ready(self) -> None:
        from rowcol import checks, sign_ins  # noqa: F401, PLC0415  they register themselves
