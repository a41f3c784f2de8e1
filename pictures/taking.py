"""One picture: sign in, go there as a person would, and take the part that matters."""

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, Playwright

from pictures.demo import Demo
from pictures.listed import FOLDER, Picture

WIDTH, HEIGHT = 1060, 900
MARGIN = 8  # less than a row of a table has above its words
MILLISECONDS = 15_000  # for a page, or a part of it, to be there
COLOURS = 128  # a page has few; the shades of its letters are the most of them
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--force-color-profile=srgb"]


def browser(play: Playwright) -> Browser:
    """The Chromium of the system where there is one, else Playwright's own."""
    return play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)


def signed_in(chromium: Browser, demo: Demo, role: str) -> Page:
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, base_url=demo.address, reduced_motion="reduce"
    )
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(demo.people[role])
    page.get_by_label("Password", exact=True).fill(demo.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def take(page: Page, picture: Picture) -> Path:
    """Go the picture's way and write its file."""
    for step in picture.way:
        _go(page, step)
    seen = page.screenshot(clip=_around(page, picture.shows), full_page=True)
    file = FOLDER / f"{picture.name}.png"
    few = Image.open(BytesIO(seen)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    return file


def _go(page: Page, step: str) -> None:
    """To an address; or choose an option, open what is folded, follow a link."""
    if step.startswith("/"):
        page.goto(step)
        return
    found = page.locator(step).first
    if step.startswith("option"):
        found.locator("xpath=..").select_option(found.get_attribute("value"))
    else:
        found.click()
    page.wait_for_load_state()


def _around(page: Page, shown: tuple[str, ...]) -> FloatRect:
    """The box around these parts of the page, with a margin; a part that is not there is waited for."""
    found = [page.locator(selector).first.bounding_box() for selector in shown]
    boxes = [box for box in found if box]
    left = max(min(box["x"] for box in boxes) - MARGIN, 0)
    top = max(min(box["y"] for box in boxes) - MARGIN, 0)
    right = min(max(box["x"] + box["width"] for box in boxes) + MARGIN, WIDTH)
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
