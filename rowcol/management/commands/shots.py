"""`manage.py shots`: pictures of all pages, taken from the running demo. Needs the development requirements."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from rowcol.demo import show
from rowcol.demo.progress import Progress

FOLDER = Path(settings.ROOT) / "docs" / "screenshots"
DESK, PHONE, TALLEST, COLOURS = 1280, 390, 1800, 128
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
CLIENT = {"digest": "b/{slug}/", "tray": "b/{slug}/tray/", "console": "b/{slug}/console/"}
ROOMS = {"board": "", **CLIENT, "sync": "sync/"}
ALL = ROOMS | {
    "accounts": "b/{slug}/accounts/",
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
LATER = "tr:not(:has(:checked)) td[data-l='Latest safe date']:has(.dd) input[type=radio]"
OUTSIDE = {"sign-in": "login/", "forgotten": "password/forgotten/"}


class Command(BaseCommand):
    help = "Start the demo, look at its pages with Chromium, keep the pictures in docs/screenshots."

    def handle(self, *_args: Any, **_options: Any) -> None:
        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError(
                "Chromium is not on the PATH. Install the package chromium, or run: make shots"
            )
        FOLDER.mkdir(parents=True, exist_ok=True)
        with show.on_stage(Progress()) as stage, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            self.take(browser, stage, OUTSIDE, signed_in=False)
            self.take(browser, stage, ALL)
            self.take(browser, stage, ROOMS, "-dark", color_scheme="dark")
            self.take(browser, stage, ROOMS, "-390", PHONE)
            browser.close()

    def take(
        self,
        browser: Browser,
        stage: show.Stage,
        pages: dict[str, str],
        suffix: str = "",
        width: int = DESK,
        signed_in: bool = True,
        **look: Any,
    ) -> None:
        """A picture of each page, in a window of this width and look."""
        page = browser.new_page(viewport={"width": width, "height": 900}, **look)
        if signed_in:
            sign_in(page, stage)
        for name, path in pages.items():
            page.goto(stage.address + path.format(slug=stage.slug))
            if name == "console":
                try_a_set(page)
            picture = FOLDER / f"{name}{suffix}.png"
            photograph(page, picture)
            self.stdout.write(str(picture))
        page.context.close()


def sign_in(page: Page, stage: show.Stage) -> None:
    page.goto(stage.address)
    page.fill("input[name=username]", stage.login.email)
    page.fill("input[name=password]", stage.login.password)
    page.click("button[type=submit]")
    page.wait_for_load_state()


def try_a_set(page: Page) -> None:
    """Three bills on a day that moves the low point, nothing recorded; the effect is on the page."""
    for _ in range(3):
        with page.expect_response(lambda answer: "/console/effect/" in answer.url):
            page.locator(LATER).first.check()
    page.locator("body").click(position={"x": 1, "y": 1})


def photograph(page: Page, picture: Path) -> None:
    """The page from its top, as tall as it is or TALLEST, in few colours so that the file stays small."""
    size = page.viewport_size or {"width": DESK}
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    area = {"x": 0, "y": 0, "width": size["width"], "height": tall}
    page.screenshot(path=picture, full_page=True, clip=area)  # type: ignore[arg-type]
    Image.open(picture).convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    ).save(picture, optimize=True)
