"""The addresses of the pages that people look at."""

from django.urls import path

from runway.views import (
    account,
    connect,
    console,
    expected_dates,
    forecast,
    known_items,
    people,
    second_step,
    settings,
    sync,
)
from runway.views.accounts import accounts, mark_account
from runway.views.audit import audit, audit_file
from runway.views.board import board, board_file
from runway.views.digest import digest
from runway.views.invitation import invitation
from runway.views.tray import say, tray

app_name = "runway"

urlpatterns = [
    path("", board, name="board"),
    path("board.csv", board_file, name="board-file"),
    path("b/<slug:slug>/", digest, name="digest"),
    path("b/<slug:slug>/forecast/", forecast.forecast, name="forecast"),
    path("b/<slug:slug>/forecast/<slug:line>/<str:week>/", forecast.cell, name="forecast-cell"),
    path("b/<slug:slug>/forecast.csv", forecast.forecast_file, {"ending": "csv"}, name="forecast-csv"),
    path("b/<slug:slug>/forecast.xlsx", forecast.forecast_file, {"ending": "xlsx"}, name="forecast-xlsx"),
    path("b/<slug:slug>/accounts/", accounts, name="accounts"),
    path("b/<slug:slug>/accounts/mark/", mark_account, name="mark-account"),
    path("b/<slug:slug>/settings/", settings.settings, name="settings"),
    path("b/<slug:slug>/settings/assumptions/", settings.assume, name="assume"),
    path("b/<slug:slug>/settings/set-aside/", settings.set_aside, name="set-aside"),
    path("b/<slug:slug>/settings/set-aside/<int:reserve>/", settings.change_reserve, name="change-reserve"),
    path(
        "b/<slug:slug>/settings/set-aside/<int:reserve>/archive/",
        settings.archive_reserve,
        name="archive-reserve",
    ),
    path("b/<slug:slug>/known/", known_items.items, name="known-items"),
    path("b/<slug:slug>/known/new/", known_items.enter, name="known-item-new"),
    path("b/<slug:slug>/known/<int:item>/", known_items.change, name="known-item"),
    path("b/<slug:slug>/known/<int:item>/end/", known_items.end, name="known-item-end"),
    path("b/<slug:slug>/dates/<str:entity>/<str:qbo_id>/", expected_dates.expect, name="expected-date"),
    path(
        "b/<slug:slug>/dates/<str:entity>/<str:qbo_id>/back/",
        expected_dates.take_back,
        name="expected-date-back",
    ),
    path("b/<slug:slug>/audit/", audit, name="audit"),
    path("b/<slug:slug>/audit.csv", audit_file, name="audit-file"),
    path("b/<slug:slug>/console/", console.console, name="console"),
    path("b/<slug:slug>/console/effect/", console.effect, name="console-effect"),
    path("b/<slug:slug>/console/record/", console.record, name="console-record"),
    path("b/<slug:slug>/console/approve/", console.approve, name="console-approve"),
    path("b/<slug:slug>/console/withdraw/", console.withdraw, name="console-withdraw"),
    path("b/<slug:slug>/console/decline/", console.decline, name="console-decline"),
    path("connect/", connect.connections, name="connections"),
    path("connect/new/", connect.new, name="connect-new"),
    path("connect/callback/", connect.callback, name="connect-callback"),
    path("connect/disconnected/", connect.disconnected, name="connect-disconnected"),
    path("connect/reconnect/", connect.reconnect, name="connect-reconnect"),
    path("connect/<slug:slug>/", connect.connection, name="connection"),
    path("connect/<slug:slug>/start/", connect.start, name="connect-start"),
    path("connect/<slug:slug>/again/", connect.read_again, name="connect-again"),
    path("connect/<slug:slug>/disconnect/", connect.let_go, name="connect-let-go"),
    path("connect/<slug:slug>/erase/", connect.erase, name="connect-erase"),
    path("sync/", sync.sync, name="sync"),
    path("sync/<slug:slug>/", sync.business, name="sync-business"),
    path("sync/<slug:slug>/books/", sync.books, name="books"),
    path("sync/<slug:slug>/run/", sync.run_now, name="sync-run"),
    path("sync/<slug:slug>/pause/", sync.pause, name="sync-pause"),
    path("sync/<slug:slug>/resume/", sync.resume, name="sync-resume"),
    path("sync/<slug:slug>/read/", sync.read_object, name="sync-read"),
    path("sync/<slug:slug>/acknowledge/", sync.acknowledge, name="sync-acknowledge"),
    path("alerts/acknowledge/", sync.acknowledge_of_rowcol, name="alert-acknowledge"),
    path("account/", account.account, name="account"),
    path("account/second-step/", second_step.second_step, name="second-step"),
    path("account/second-step/on/", second_step.turn_on, name="second-step-on"),
    path("account/second-step/off/", second_step.turn_off, name="second-step-off"),
    path("account/token/", account.make_token, name="token-make"),
    path("account/token/end/", account.end_token, name="token-end"),
    path("people/", people.people, name="people"),
    path("people/<slug:firm>/invite/", people.invite, name="invite"),
    path("people/member/<int:membership>/role/", people.change_role, name="member-role"),
    path("people/member/<int:membership>/remove/", people.remove, name="member-remove"),
    path("people/invitation/<int:invitation>/again/", people.send_again, name="invitation-again"),
    path("people/invitation/<int:invitation>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("b/<slug:slug>/tray/", tray, name="tray"),
    path("b/<slug:slug>/tray/say/", say, name="tray-say"),
]
