"""Going through a page with the Tab key, in colours that the person chose: what is wrong on the way."""

from typing import Any

from playwright.sync_api import Page

# Every place where Tab stops, as it is drawn at the moment of the stop.
WATCH = """
window.gtStops = [];
document.addEventListener('focusin', event => {
  const one = event.target, drawn = ['radio', 'checkbox'].includes(one.type) && one.labels[0];
  const style = drawn ? getComputedStyle(drawn, '::before') : getComputedStyle(one);
  const box = one.getBoundingClientRect();
  window.gtStops.push({
    one, ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    colour: style.outlineColor, isThere: box.width > 0 && box.height > 0,
    isOnScreen: box.bottom > 0 && box.top < innerHeight,
    where: [box.left, box.top, box.width, box.height, scrollY].map(Math.round).join(' '),
  });
});
"""
# What Tab should come to, in the order of the page: of a group of radios the chosen or the first.
EXPECTED = """
const groups = new Set();
const stops = [...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')].filter(one => {
  if (one.disabled || one.type === 'hidden' || one.tabIndex < 0) return false;
  if (!one.checkVisibility({visibilityProperty: true})) return false;
  if (one.type !== 'radio') return true;
  const group = [...document.getElementsByName(one.name)].filter(each => each.form === one.form);
  const chosen = group.find(each => each.checked);
  return chosen ? one === chosen : one === group[0];
});
"""
# Beyond the first page, those from the skip link on: the head and the foot are the same on every page.
COUNT = f"isWhole => {{ {EXPECTED} return stops.filter(one => isWhole || one.closest('main')).length; }}"
# Black on white or white on black, and all the parts that are told apart by it.
COLOURS = """
const parts = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const isSeen = colour => !colour.startsWith('rgba') || parts(colour)[3] > 0;
const light = colour => {
  const [red, green, blue] = parts(colour).slice(0, 3).map(each => each / 255).map(
    each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
  return (more + 0.05) / (less + 0.05);
};
const ground = one => {
  for (; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (isSeen(colour)) return colour;
  }
  return getComputedStyle(document.documentElement).backgroundColor;
};
const named = one => one.outerHTML.slice(0, 90);
"""
WALKED = f"""isWhole => {{
  {EXPECTED} {COLOURS}
  const faults = [], seen = window.gtStops.filter(stop => stop.one.tagName !== 'MAIN');
  const base = getComputedStyle(document.body).backgroundColor;
  const came = seen.map(stop => stop.one), around = came.indexOf(came[0], 1);
  const walked = around < 0 ? came : came.slice(0, around);
  if (!walked.length || !/^#/.test(walked[0].getAttribute('href') || '')) faults.push('no skip link first');
  for (const one of stops.filter(one => isWhole || one.closest('main'))) if (!walked.includes(one)) faults.push(`Tab never comes to ${{named(one)}}`);
  const order = walked.filter(one => stops.includes(one)).map(one => stops.indexOf(one));
  if (order.some((place, k) => k && place < order[k - 1])) faults.push('Tab leaves the order of the page');
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex^="-"])')) faults.push('an order of its own');
  for (const stop of seen) {{
    if (!stop.isThere || !stop.isOnScreen) faults.push(`the focus is out of sight (${{stop.where}}) on ${{named(stop.one)}}`);
    else if (stop.ring < 1 || contrast(stop.colour, base) < 3) faults.push(`no ring round ${{named(stop.one)}}`);
  }}
  return faults;
}}"""
# What shows by its colour alone, as the council drew it: parts without words, each with its ground.
PAINTED = f"""() => {{
  {COLOURS}
  window.gtPainted = [...document.querySelectorAll('main *')].filter(one => {{
    if (one.closest('svg') || one.textContent.trim() || !one.checkVisibility()) return false;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 2 && box.height > 2 && isSeen(style.backgroundColor)
      && contrast(style.backgroundColor, ground(one.parentElement)) > 1.2;
  }});
  return window.gtPainted.length;
}}"""
FORCED = f"""() => {{
  {COLOURS}
  const faults = [], edges = ['Top', 'Right', 'Bottom', 'Left'];
  const hasEdge = (style, under) => edges.some(edge => parseFloat(style[`border${{edge}}Width`]) >= 1
    && style[`border${{edge}}Style`] !== 'none' && contrast(style[`border${{edge}}Color`], under) >= 3);
  for (const one of window.gtPainted || []) {{
    const style = getComputedStyle(one), under = ground(one.parentElement);
    if (contrast(style.backgroundColor, under) < 3 && !hasEdge(style, under)) faults.push(`vanishes: ${{named(one)}}`);
  }}
  for (const one of document.querySelectorAll('input, select, textarea, .govuk-button')) {{
    if (one.type === 'hidden' || !one.checkVisibility()) continue;
    const isDrawn = ['radio', 'checkbox'].includes(one.type) && one.labels[0];
    const part = one.type === 'file' ? '::file-selector-button' : null;
    const style = isDrawn ? getComputedStyle(one.labels[0], '::before') : getComputedStyle(one, part);
    if (!hasEdge(style, ground(one.parentElement))) faults.push(`no edge: ${{named(one)}}`);
  }}
  for (const one of document.querySelectorAll('main *')) {{
    const hasWords = [...one.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    if (!hasWords || !one.checkVisibility({{visibilityProperty: true}})) continue;
    const style = getComputedStyle(one);
    const ink = one.closest('svg') && one.matches('text, tspan') ? style.fill : style.color;
    if (contrast(ink, ground(one)) < 4.5) faults.push(`words that cannot be read: ${{named(one)}}`);
  }}
  for (const one of document.querySelectorAll('main svg :is(rect, path, line, circle, polyline, polygon)')) {{
    if (one.closest('defs, pattern, clipPath')) continue;
    const style = getComputedStyle(one), inks = [style.fill, style.stroke].filter(each => each !== 'none');
    const under = ground(one.closest('svg'));
    if (inks.length && inks.every(each => !each.startsWith('url') && contrast(each, under) < 3)
      && !one.parentElement.querySelector('rect[data-paper]')) faults.push(`a chart loses ${{named(one)}}`);
  }}
  return faults;
}}"""


def walked(page: Page, *, whole: bool) -> list[str]:
    """Tab from the top of the page to its end: what it never comes to, and where nobody sees it.

    Not `whole` leaves out what the skip link skips. The context has WATCH as a script of every page.
    """
    if not whole:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    for _ in range(page.evaluate(COUNT, whole) + 1):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    found: list[str] = page.evaluate(WALKED, whole)
    return found


def vanished(page: Page) -> list[str]:
    """What is told by a colour of ours alone, and gone where the person has colours of their own."""
    page.emulate_media(forced_colors="none")
    page.evaluate(PAINTED)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    found: list[str] = page.evaluate(FORCED)
    return found


def gone_through(page: Page, wheres: dict[str, str]) -> dict[str, Any]:
    """Address -> its faults, both by Tab and in forced colours, of those that have any."""
    page.context.add_init_script(WATCH)
    wrong = {}
    for n, where in enumerate(wheres):
        page.goto(where)
        if found := [*vanished(page), *walked(page, whole=n == 0)]:
            wrong[where] = found[:6]
    page.context.close()
    return wrong
