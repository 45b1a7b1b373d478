"""The addresses of the API, version 1."""

from django.urls import path

from runway.api.businesses import BusinessesView, OneBusinessView
from runway.api.digest import DigestView
from runway.api.sync import SyncStatusView
from runway.api.tokens import EndAllTokensView, EndTokenView, MakeTokenView
from runway.api.tray import TrayView

app_name = "api"

urlpatterns = [
    path("businesses/", BusinessesView.as_view(), name="businesses"),
    path("businesses/<slug:slug>/", OneBusinessView.as_view(), name="business"),
    path("businesses/<slug:slug>/digest/", DigestView.as_view(), name="digest"),
    path("businesses/<slug:slug>/tray/", TrayView.as_view(), name="tray"),
    path("tokens/", MakeTokenView.as_view(), name="token"),
    path("tokens/end/", EndTokenView.as_view(), name="end_token"),
    path("tokens/end-all/", EndAllTokensView.as_view(), name="end_tokens"),
    path("sync/", SyncStatusView.as_view(), name="sync"),
]
