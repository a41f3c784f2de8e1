"""`make pictures`: takes the pictures of the guide anew, all or those that are named."""

import argparse
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from pictures.demo import served
from pictures.listed import FOLDER, PICTURES, Picture
from pictures.taking import browser, signed_in, take


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m pictures", description=__doc__)
    parser.add_argument("names", nargs="*", help="which pictures; without a name, all")
    parser.add_argument("--home", type=Path, help="a home that holds a demo; it stays as it is")
    asked = parser.parse_args()
    chosen = [each for each in PICTURES if not asked.names or each.name in asked.names]
    unknown = set(asked.names) - {each.name for each in chosen}
    if unknown:
        parser.error(f"There is no picture {min(unknown)}. See pictures/listed.py.")
    FOLDER.mkdir(exist_ok=True)
    with served(asked.home) as demo, sync_playwright() as play:
        chromium = browser(play)
        pages = {who: signed_in(chromium, demo, who) for who in sorted({p.who for p in chosen})}
        faults = [fault for each in chosen if (fault := _taken(pages[each.who], each))]
        chromium.close()
    if faults:
        raise SystemExit("\n".join(faults))


def _taken(page: Page, picture: Picture) -> str:
    """Nothing, or what stood in the way of the picture."""
    try:
        file = take(page, picture)
    except PlaywrightError as error:
        return f"{picture.name}: {page.url}: {error.message.splitlines()[-1].strip()}"
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB", flush=True)
    return ""


if __name__ == "__main__":
    main()
