"""`manage.py shots`: the README's screenshots, taken from the running demo. Needs the development requirements."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from playwright.sync_api import Page, sync_playwright

from rowcol.demo import show
from rowcol.demo.progress import Progress

FOLDER = Path(settings.ROOT) / "docs" / "screenshots"
FLAGS = (
    "--no-sandbox",  # as root Chromium starts no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, device_scale_factor=1.5)
            sign_in(page, stage)
            self.take(page, f"{stage.address}b/{stage.slug}/", "digest")
            self.take(page, stage.address, "board")
            browser.close()

    def take(self, page: Page, address: str, name: str) -> None:
        page.goto(address)
        page.screenshot(path=FOLDER / f"{name}.png")
        self.stdout.write(f"{FOLDER / name}.png")


def sign_in(page: Page, stage: show.Stage) -> None:
    page.goto(stage.address)
    page.fill("input[name=username]", stage.login.email)
    page.fill("input[name=password]", stage.login.password)
    page.click("button[type=submit]")
    page.wait_for_load_state()
