from django.apps import AppConfig


class ApConfig(AppConfig):
    """What vendors are owed and paid."""

    name = "ap"
    default_auto_field = "django.db.models.BigAutoField"
