from django.apps import AppConfig


class RunwayConfig(AppConfig):
    """What an advisor looks at: calculators, services and pages."""

    name = "runway"
    default_auto_field = "django.db.models.BigAutoField"
