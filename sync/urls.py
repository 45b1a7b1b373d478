"""The addresses at which the outside reaches sync itself."""

from django.urls import path

from sync import webhooks

app_name = "sync"

urlpatterns = [
    path("webhooks/qbo/", webhooks.receive, name="webhook"),
]
