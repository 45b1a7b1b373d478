"""Every page of the product, and how a person comes to see it. A new page is one more line."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.prove.browser import steps
from tests.prove.running_demo import Demo

HEAD, VIEWER, NOBODY = "demo", "viewer", ""
STUDIO, BUILDERS = "b/fernhill-studio/", "b/granite-sons-builders/"
CLIENT = "connect/fernhill-studio/"
Act = Callable[[Page, Demo], None]


@dataclass(frozen=True)
class Place:
    """One page: the name of its address, where to go, as whom, what to do there before looking, how it answers."""

    name: str
    address: str
    path: str
    who: str = HEAD
    act: Act = steps.nothing
    status: int = 200

    def __str__(self) -> str:
        return self.name


PLACES = (
    Place("sign in", "login", "login/", NOBODY),
    Place("sign in, wrong password", "login", "login/", NOBODY, steps.sign_in_wrongly),
    Place("sign in, locked out", "login", "login/", NOBODY, steps.be_locked_out, 429),
    Place("code without a password", "login-code", "login/code/", NOBODY, status=410),
    Place("forgotten password", "password_reset", "password/forgotten/", NOBODY),
    Place(
        "forgotten password, no address",
        "password_reset",
        "password/forgotten/",
        NOBODY,
        steps.ask_for_no_link,
    ),
    Place("letter with a link", "password_reset_done", "password/sent/", NOBODY),
    Place(
        "new password", "password_reset_confirm", "password/forgotten/", NOBODY, steps.follow_the_reset_letter
    ),
    Place("link that does not open", "password_reset_confirm", "password/new/x/y/", NOBODY),
    Place("password set", "password_reset_complete", "password/new/", NOBODY),
    Place("change of password", "password_change", "password/"),
    Place("change of password, refused", "password_change", "password/", act=steps.mistype_the_new_password),
    Place("password changed", "password_change_done", "password/changed/"),
    Place("account", "runway:account", "account/"),
    Place("account, token made", "runway:account", "account/", act=steps.make_a_token),
    Place("second step", "runway:second-step", "account/second-step/"),
    Place("account, all keys", "runway:account", "account/", act=steps.list_the_keys),
    Place("board", "runway:board", ""),
    Place("board, nobody found", "runway:board", "?q=nobody"),
    Place("heat table", "runway:board-heat", "board/heat/"),
    Place("board of a viewer", "runway:board", "", VIEWER),
    Place("sync", "runway:sync", "sync/"),
    Place("sync of thirty days, what is not fresh", "runway:sync", "sync/?show=problems&span=30d"),
    Place("sync of a viewer", "runway:sync", "sync/", VIEWER),
    Place("sync of one client", "runway:sync-business", "sync/fernhill-studio/"),
    Place("mirror and reports of one client", "runway:books", "sync/fernhill-studio/books/"),
    Place("digest", "runway:digest", STUDIO),
    Place("digest, unfolded", "runway:digest", STUDIO, act=steps.unfold),
    Place("digest of builders, unfolded", "runway:digest", BUILDERS, act=steps.unfold),
    Place("receivables, unfolded", "runway:receivables", STUDIO + "receivables/", act=steps.unfold),
    Place("receivables of a viewer", "runway:receivables", STUDIO + "receivables/", VIEWER),
    Place("payables of builders, unfolded", "runway:payables", BUILDERS + "payables/", act=steps.unfold),
    Place("tray", "runway:tray", STUDIO + "tray/"),
    Place("tray, unfolded", "runway:tray", STUDIO + "tray/", act=steps.unfold),
    Place("tray of a viewer", "runway:tray", STUDIO + "tray/", VIEWER),
    Place("tray of builders", "runway:tray", BUILDERS + "tray/"),
    Place("tray, asked", "runway:tray", BUILDERS + "tray/", act=steps.ask_the_client),
    Place("tray, accepted", "runway:tray", BUILDERS + "tray/", act=steps.accept),
    Place("tray, left out", "runway:tray", BUILDERS + "tray/", act=steps.leave_out),
    Place("console of a viewer", "runway:console", STUDIO + "console/", VIEWER),
    Place("console, with a set", "runway:console", BUILDERS + "console/", act=steps.choose_a_set),
    Place(
        "console, refused",
        "runway:console",
        BUILDERS + "console/",
        act=steps.decide_on_old_amounts,
        status=409,
    ),
    Place("console, recorded", "runway:console", BUILDERS + "console/", act=steps.record_a_set),
    Place("forecast", "runway:forecast", STUDIO + "forecast/"),
    Place("forecast of a viewer", "runway:forecast", STUDIO + "forecast/", VIEWER),
    Place(
        "forecast, below the line",
        "runway:forecast",
        BUILDERS + "settings/",
        act=steps.fall_below_a_high_line,
    ),
    Place("a cell of the forecast", "runway:forecast-cell", STUDIO + "forecast/", act=steps.open_a_cell),
    Place("accounts", "runway:accounts", STUDIO + "accounts/"),
    Place("settings", "runway:settings", STUDIO + "settings/"),
    Place("settings of a viewer", "runway:settings", STUDIO + "settings/", VIEWER),
    Place("settings, refused", "runway:assume", STUDIO + "settings/", act=steps.draw_no_line, status=400),
    Place("settings, chosen", "runway:settings", BUILDERS + "settings/", act=steps.draw_a_line),
    Place("setting aside", "runway:set-aside", STUDIO + "settings/set-aside/"),
    Place(
        "setting aside, refused",
        "runway:set-aside",
        STUDIO + "settings/set-aside/",
        act=steps.set_nothing_aside,
        status=400,
    ),
    Place("digest, something set aside", "runway:digest", BUILDERS, act=steps.set_aside),
    Place("a reserve", "runway:change-reserve", STUDIO, act=steps.look_at_a_reserve),
    Place("known items", "runway:known-items", STUDIO + "known/"),
    Place("known items of a viewer", "runway:known-items", STUDIO + "known/", VIEWER),
    Place("known items, entered", "runway:known-items", BUILDERS + "known/", act=steps.enter_quickly),
    Place("known item, quick line", "runway:known-item-new", STUDIO + "known/new/?quick=50k+next+Friday"),
    Place("known item, changed", "runway:known-item", BUILDERS + "known/", act=steps.change_an_item),
    Place("an expected date", "runway:expected-date", BUILDERS + "console/", act=steps.expect_a_day),
    Place("mails", "runway:mails", STUDIO + "mails/"),
    Place("mails of a viewer", "runway:mails", STUDIO + "mails/", VIEWER),
    Place("mails, one sent now", "runway:mails", STUDIO + "mails/", act=steps.send_me_this_now),
    Place("a mail", "runway:mail", STUDIO + "mails/", act=steps.look_at_a_mail),
    Place("a mail that is not there", "runway:mail-html", STUDIO + "mails/0/html/", status=404),
    Place(
        "stopping a mail", "runway:mail-stop", STUDIO + "mails/", act=steps.follow_the_link_that_stops_a_mail
    ),
    Place("a link that stops nothing", "runway:mail-stop", "mail/stop/unheard-of/", NOBODY, status=404),
    Place("past weeks", "runway:weeks", STUDIO + "weeks/"),
    Place("past weeks of a viewer", "runway:weeks", STUDIO + "weeks/", VIEWER),
    Place("a past week, unfolded", "runway:week", BUILDERS + "weeks/", act=steps.open_the_latest_week),
    Place("audit trail", "runway:audit", STUDIO + "audit/"),
    Place("connections", "runway:connections", "connect/"),
    Place("connection", "runway:connection", CLIENT),
    Place("connection of a viewer", "runway:connection", CLIENT, VIEWER),
    Place("letting go", "runway:connect-let-go", CLIENT + "disconnect/"),
    Place("erasing", "runway:connect-erase", CLIENT + "erase/"),
    Place(
        "erasing, wrong name", "runway:connect-erase", CLIENT + "erase/", act=steps.mistype_the_clients_name
    ),
    Place(
        "consent nobody asked for", "runway:connect-callback", "connect/callback/?state=x&code=y", status=400
    ),
    Place("consent not given", "runway:connect-callback", "connect/", act=steps.deny_consent),
    Place(
        "company of another client",
        "runway:connect-callback",
        "connect/",
        act=steps.connect_twice,
        status=409,
    ),
    Place("reconnecting", "runway:connect-reconnect", "connect/reconnect/"),
    Place("disconnected", "runway:connect-disconnected", "connect/disconnected/"),
    Place("disconnected, not signed in", "runway:connect-disconnected", "connect/disconnected/", NOBODY),
    Place("people", "runway:people", "people/"),
    Place("people as a viewer", "runway:people", "people/", VIEWER),
    Place("inviting", "runway:invite", "people/larch-row/invite/"),
    Place("inviting, no address", "runway:invite", "people/larch-row/invite/", act=steps.invite_nobody),
    Place("people, invited", "runway:people", "people/larch-row/invite/", act=steps.invite),
    Place("taking access away", "runway:member-remove", "people/", act=steps.remove_somebody),
    Place("invitation", "runway:invitation", "people/larch-row/invite/", act=steps.follow_the_invitation),
    Place(
        "invitation of another",
        "runway:invitation",
        "people/larch-row/invite/",
        act=steps.follow_anothers_invitation,
    ),
    Place("invitation, closed", "runway:invitation", "invitation/unheard-of/", NOBODY, status=410),
    Place("no such page", "", "nowhere/", status=404),
    Place("not allowed", "", STUDIO + "accounts/", VIEWER, status=403),
    Place("protection ran out", "", "login/", NOBODY, steps.sign_in_without_cookies, 403),
)
