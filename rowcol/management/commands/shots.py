"""`manage.py shots`: pictures of all pages, taken from the running demo. Needs the development requirements."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core import clock
from core.models import Business
from rowcol.demo import poses, show
from rowcol.demo.progress import Progress
from runway.services import kept_weeks
from sync.models import Feed, FeedKind

FOLDER = Path(settings.ROOT) / "docs" / "screenshots"
DESK, PHONE, PAPER, TALLEST, COLOURS = 1280, 390, 718, 1800, 128  # paper: letter less its margins
FLAGS = (
    "--no-sandbox",  # as root Chromium starts no other way
    "--disable-gpu",
    "--disable-quic",
    "--disable-lcd-text",  # no coloured fringes around letters
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CLIENT = {
    "digest": "b/{slug}/",
    "tray": "b/{slug}/tray/",
    "console": "b/{slug}/console/",
    "forecast": "b/{slug}/forecast/",
}
ROOMS = {"board": "", **CLIENT, "sync": "sync/"}
ALL = ROOMS | {
    "heat": "board/heat/",
    "receivables": "b/{slug}/receivables/",
    "payables": "b/{slug}/payables/",
    "weeks": "b/{slug}/weeks/",
    "kept-week": "b/{slug}/weeks/",
    "mails": "b/{slug}/mails/",
    "mail": "b/{slug}/mails/",
    "cell": "b/{slug}/forecast/",
    "accounts": "b/{slug}/accounts/",
    "settings": "b/{slug}/settings/",
    "known-items": "b/{slug}/known/",
    "connect": "connect/",
    "connection": "connect/{slug}/",
    "disconnect": "connect/{slug}/disconnect/",
    "erase": "connect/{slug}/erase/",
    "sync-client": "sync/{slug}/",
    "people": "people/",
    "invite": "people/larch-row/invite/",
    "password": "password/",
    "not-found": "nowhere/",
}
OUTSIDE = {"sign-in": "login/", "forgotten": "password/forgotten/"}
ACTED = {
    "account": "account/",
    "first-read": "connect/",
    "consent-refused": "connect/",
    "remove-access": "people/",
    "join": "people/larch-row/invite/",
}
REFUSED = {"not-allowed": "b/{slug}/accounts/"}
OLD, OLD_AGE = "harbourline-advisory", timedelta(days=3, hours=16)
AGED = {"stale": f"b/{OLD}/", "stale-forecast": f"b/{OLD}/forecast/", "stale-console": f"b/{OLD}/console/"}
ON_PHONE = {"heat": "board/heat/", "cell": "b/{slug}/forecast/", "receivables": "b/{slug}/receivables/"}
POSES: dict[str, poses.Pose] = {
    "console": poses.try_a_set,
    "cell": poses.open_a_cell,
    "kept-week": poses.open_a_kept_week,
    "mail": poses.have_a_mail,
    "first-read": poses.begin_to_read,
    "consent-refused": poses.refuse_consent,
    "remove-access": poses.remove_somebody,
    "join": poses.open_an_invitation,
}


class Command(BaseCommand):
    help = "Start the demo, look at its pages with Chromium, keep the pictures in docs/screenshots."

    def handle(self, *_args: Any, **_options: Any) -> None:
        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError(
                "Chromium is not on the PATH. Install the package chromium, or run: make shots"
            )
        FOLDER.mkdir(parents=True, exist_ok=True)
        with show.on_stage(Progress()) as stage:
            keep_last_week(stage.slug)
            with grown_old(), sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
                self.take_all(browser, stage)
                browser.close()

    def take_all(self, browser: Browser, stage: show.Stage) -> None:
        viewer = replace(stage, login=replace(stage.login, email="viewer@rowcol.example"))
        self.take(browser, stage, OUTSIDE, signed_in=False)
        self.take(browser, stage, ALL | AGED)
        self.take(browser, viewer, REFUSED)
        self.take(browser, stage, ROOMS, "-dark", color_scheme="dark")
        self.take(browser, stage, ROOMS | ON_PHONE, "-390", PHONE)
        self.take(browser, stage, ROOMS, "-dark-390", PHONE, color_scheme="dark")
        self.take(browser, stage, CLIENT, "-print", PAPER, on_paper=True)
        self.take(browser, stage, ACTED)

    def take(
        self,
        browser: Browser,
        stage: show.Stage,
        pages: dict[str, str],
        suffix: str = "",
        width: int = DESK,
        signed_in: bool = True,
        on_paper: bool = False,
        **look: Any,
    ) -> None:
        """A picture of each page, in a window of this width and look."""
        page = browser.new_page(viewport={"width": width, "height": 900}, **look)
        if signed_in:
            sign_in(page, stage)
        for name, path in pages.items():
            page.goto(stage.address + path.format(slug=stage.slug))
            if name in POSES:
                POSES[name](page)
            if on_paper:
                poses.on_paper(page)
            picture = FOLDER / f"{name}{suffix}.png"
            photograph(page, picture)
            self.stdout.write(str(picture))
            if on_paper:
                page.emulate_media(media="screen")
        page.context.close()


def sign_in(page: Page, stage: show.Stage) -> None:
    page.goto(stage.address)
    page.fill("input[name=username]", stage.login.email)
    page.fill("input[name=password]", stage.login.password)
    page.click("button[type=submit]")
    page.wait_for_load_state()


def keep_last_week(slug: str) -> None:
    """A forecast of a week ago for the pages that hold today's against it: the bridge, the curve, the cells."""
    kept_weeks.keep(Business.objects.get(slug=slug), clock.now() - timedelta(weeks=1))


@contextmanager
def grown_old() -> Iterator[None]:
    """The books of one client as they are when nobody has read them for days: its feed rests meanwhile."""
    feeds = Feed.objects.filter(business__slug=OLD, kind=FeedKind.CHANGES)
    then = clock.now() - OLD_AGE
    feeds.update(paused_at=clock.now(), cursor=then, last_ok_at=then)
    try:
        yield
    finally:
        feeds.update(paused_at=None, next_at=clock.now())


def photograph(page: Page, picture: Path) -> None:
    """The page from its top, as tall as it is or TALLEST, in few colours so that the file stays small."""
    size = page.viewport_size or {"width": DESK}
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    # as tall as the picture, so that what sticks to the window's edges stands at the picture's
    page.set_viewport_size({"width": size["width"], "height": tall})
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=picture)
    page.set_viewport_size({"width": size["width"], "height": 900})
    Image.open(picture).convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    ).save(picture, optimize=True)
