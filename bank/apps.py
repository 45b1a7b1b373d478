from django.apps import AppConfig


class BankConfig(AppConfig):
    """Accounts and the documents that touch them."""

    name = "bank"
    default_auto_field = "django.db.models.BigAutoField"
