"""What is wrong with a page: what axe-core finds, scrolling sideways, what the browser complains of."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.prove.browser.visits import DESK, PHONE, Visit

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RUN = "only => axe.run(document, {resultTypes: ['violations'], ...(only && {runOnly: only})})"
# Dark changes the palette and nothing else (static/css/tokens.css), so only what colours can break is asked again.
LOOKS = tuple(
    (width, scheme, rules)
    for width in (DESK, PHONE)
    for scheme, rules in (("light", ()), ("dark", ("color-contrast", "link-in-text-block")))
)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all its rules or these, with the first elements at fault; it must have looked at something."""
    found: dict[str, Any] = page.evaluate(RUN, list(rules) or None)
    assert len(found["passes"]) > (0 if rules else 10)
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes'][:5]]}" for rule in found["violations"]]


def troubles(seen: Visit, refused: str = "") -> dict[str, list[str]]:
    """All that is wrong with the page shown, by look; a page that is `refused` is itself an error to the browser."""
    seen.page.evaluate(AXE)
    found = {}
    for width, scheme, rules in LOOKS:
        seen.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        seen.page.set_viewport_size({"width": width, "height": 900})
        wide = [f"{seen.sideways()} pixels too wide"] if seen.sideways() > 0 else []
        found[f"{scheme} {width}"] = [*violations(seen.page, *rules), *wide]
    said = [complaint for complaint in seen.complaints if not refused or refused not in complaint]
    return {look: trouble for look, trouble in (found | {"complaints": said}).items() if trouble}
