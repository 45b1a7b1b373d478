"""The addresses of the API, version 1."""

from django.urls import path

from runway.api.businesses import BusinessesView, OneBusinessView
from runway.api.console import ApproveView, ConsoleView, DecisionsView, EffectView, WithdrawView
from runway.api.digest import DigestView
from runway.api.forecast import ForecastCellView, ForecastView
from runway.api.known_items import (
    EndKnownItemView,
    ExpectedDatesView,
    KnownItemsView,
    KnownItemView,
    TakeBackDateView,
)
from runway.api.settings import ArchiveReserveView, ReservesView, ReserveView, SettingsView
from runway.api.sync import SyncStatusView
from runway.api.tokens import EndAllTokensView, EndTokenView, MakeTokenView
from runway.api.tray import IssuesView, TrayView

app_name = "api"

urlpatterns = [
    path("businesses/", BusinessesView.as_view(), name="businesses"),
    path("businesses/<slug:slug>/", OneBusinessView.as_view(), name="business"),
    path("businesses/<slug:slug>/digest/", DigestView.as_view(), name="digest"),
    path("businesses/<slug:slug>/forecast/", ForecastView.as_view(), name="forecast"),
    path(
        "businesses/<slug:slug>/forecast/<slug:line>/<str:week>/",
        ForecastCellView.as_view(),
        name="forecast-cell",
    ),
    path("businesses/<slug:slug>/tray/", TrayView.as_view(), name="tray"),
    path("businesses/<slug:slug>/tray/issues/", IssuesView.as_view(), name="issues"),
    path("businesses/<slug:slug>/console/", ConsoleView.as_view(), name="console"),
    path("businesses/<slug:slug>/console/effect/", EffectView.as_view(), name="effect"),
    path("businesses/<slug:slug>/decisions/", DecisionsView.as_view(), name="decisions"),
    path("businesses/<slug:slug>/decisions/approve/", ApproveView.as_view(), name="approve"),
    path("businesses/<slug:slug>/decisions/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("businesses/<slug:slug>/settings/", SettingsView.as_view(), name="settings"),
    path("businesses/<slug:slug>/reserves/", ReservesView.as_view(), name="reserves"),
    path("businesses/<slug:slug>/reserves/<int:reserve>/", ReserveView.as_view(), name="reserve"),
    path(
        "businesses/<slug:slug>/reserves/<int:reserve>/archive/",
        ArchiveReserveView.as_view(),
        name="archive-reserve",
    ),
    path("businesses/<slug:slug>/known-items/", KnownItemsView.as_view(), name="known-items"),
    path("businesses/<slug:slug>/known-items/<int:item>/", KnownItemView.as_view(), name="known-item"),
    path(
        "businesses/<slug:slug>/known-items/<int:item>/end/",
        EndKnownItemView.as_view(),
        name="end-known-item",
    ),
    path("businesses/<slug:slug>/expected-dates/", ExpectedDatesView.as_view(), name="expected-dates"),
    path(
        "businesses/<slug:slug>/expected-dates/take-back/", TakeBackDateView.as_view(), name="take-back-date"
    ),
    path("tokens/", MakeTokenView.as_view(), name="token"),
    path("tokens/end/", EndTokenView.as_view(), name="end_token"),
    path("tokens/end-all/", EndAllTokensView.as_view(), name="end_tokens"),
    path("sync/", SyncStatusView.as_view(), name="sync"),
]
