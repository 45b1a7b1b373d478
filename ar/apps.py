from django.apps import AppConfig


class ArConfig(AppConfig):
    """What customers owe and pay."""

    name = "ar"
    default_auto_field = "django.db.models.BigAutoField"
