"""What a reader must be able to see of a page: each look returns the problems it found, so that none is good news."""

import io
import json

from PIL import Image

TOOLS = """
const wide = document.documentElement.clientWidth;  // a phone's window grows with what overflows it
const shown = node => node.checkVisibility({visibilityProperty: true}) && node.getBoundingClientRect().width > 1;
const name = node => node.tagName.toLowerCase() + (typeof node.className === 'string' && node.className ? '.' + node.className : '')
  + ' ' + JSON.stringify((node.textContent || '').trim().slice(0, 40));
const texts = () => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.data.trim() && shown(node.parentElement) && !node.parentElement.closest('thead[hidden]')) found.push(node);
  }
  return found;
};
const rects = node => { const range = document.createRange(); range.selectNodeContents(node); return [...range.getClientRects()]; };
const light = color => {
  const parts = color.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};
const ratio = (one, two) => { const [low, high] = [light(one), light(two)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };
const paper = node => {
  for (let at = node; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!/, 0\\)$|transparent/.test(color)) return color;
  }
  return 'rgb(255, 255, 255)';
};
const hidden = node => node.closest('thead') && getComputedStyle(node.closest('thead')).position === 'absolute';
"""


def ask(browser, body):
    return browser.ask(f"(() => {{ {TOOLS} {body} }})()")


def open_all(browser):
    """Open everything that can be opened."""
    browser.ask("document.querySelectorAll('details').forEach(part => { part.open = true })")


def find_overflow(browser):
    """The page is no wider than the window, and the headline is inside it."""
    return ask(browser, """
      const found = [];
      if (document.documentElement.scrollWidth > wide) found.push(`page ${document.documentElement.scrollWidth} of ${wide} wide`);
      const table = document.querySelector('table.headline');
      if (!table || !shown(table)) return [...found, 'no headline table'];
      const place = table.getBoundingClientRect();
      if (place.left < 0 || place.right > wide + 1) found.push(`headline from ${place.left} to ${place.right}`);
      return found;
    """)  # fmt: skip


def find_broken_words(browser):
    """No word of the headline is broken: neither a heading nor a condition nor a figure."""
    return ask(browser, """
      const found = [];
      for (const node of texts()) {
        if (!node.parentElement.closest('table.headline') || hidden(node.parentElement)) continue;
        for (const word of node.data.matchAll(/\\S+/g)) {
          const range = document.createRange();
          range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
          const lines = new Set([...range.getClientRects()].map(place => Math.round(place.top)));
          if (lines.size > 1 && word[0].length < 18) found.push(`broken: ${word[0]}`);
        }
      }
      return found;
    """)  # fmt: skip


def find_faint_text(browser, least=4.5):
    """Every text stands out from its background by the ratio that WCAG 2 asks of body text."""
    return ask(browser, f"""
      const found = new Map();
      for (const node of texts()) {{
        const owner = node.parentElement, style = getComputedStyle(owner);
        if (hidden(owner)) continue;
        const ink = owner instanceof SVGElement ? style.fill : style.color, much = ratio(ink, paper(owner));
        if (much < {least}) found.set(`${{ink}} on ${{paper(owner)}}`, `${{much.toFixed(2)}} for ${{name(owner)}}`);
      }}
      return [...found].map(([colors, what]) => `${{colors}}: ${{what}}`);
    """)  # fmt: skip


def find_clipped(browser):
    """No word ends outside the window, its table cell or a box that cuts what does not fit."""
    return ask(browser, """
      const found = new Set();
      const inside = (place, box, down = true) => place.left >= box.left - 1 && place.right <= box.right + 1
        && (!down || (place.top >= box.top - 1 && place.bottom <= box.bottom + 1));
      const page = {left: 0, right: wide};
      // Each text with the boxes that may cut it; its words are looked at one by one only where the whole does not fit,
      // because the spaces at the end of a wrapped line hang over.
      for (const node of texts()) {
        const owner = node.parentElement;
        if (hidden(owner)) continue;
        const boxes = [['outside the window', page, false]], cell = owner.closest('td, th');
        if (cell) boxes.push(['outside its cell', cell.getBoundingClientRect(), false]);
        for (let at = owner; at && at !== document.body; at = at.parentElement) {
          const style = getComputedStyle(at);
          const cuts = style.overflowX !== 'visible' || style.overflowY !== 'visible' || style.contain.includes('paint');
          if (cuts && !(at instanceof SVGElement)) boxes.push([`cut by ${at.tagName}`, at.getBoundingClientRect(), true]);
        }
        const outside = places => boxes.find(([, box, down]) => places.some(place => place.width > 0 && !inside(place, box, down)));
        if (!outside(rects(node))) continue;
        for (const word of node.data.matchAll(/\\S+/g)) {
          const range = document.createRange();
          range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
          const cut = outside([...range.getClientRects()]);
          if (cut) { found.add(`${cut[0]}: ${word[0].slice(0, 40)} of ${name(owner)}`); break; }
        }
      }
      return [...found].slice(0, 20);
    """)  # fmt: skip


PLOTS = """
  const found = [];
  for (const plot of document.querySelectorAll('.forest:not(.stages) tbody svg.plot')) {
    if (!shown(plot)) continue;
    plot.scrollIntoView({block: 'center'});
    const said = plot.getAttribute('aria-label').match(/([\\d.]+)%, 95% interval ([\\d.]+)% to ([\\d.]+)%/);
    if (!said) continue;
    const box = plot.getBoundingClientRect(), line = plot.querySelector('line.span'), mark = plot.querySelector('circle');
    if (!line || !mark) { found.push({problem: `nothing is drawn for ${said[0]}`}); continue; }
    const span = line.getBoundingClientRect(), dot = mark.getBoundingClientRect();
    found.push({
      said: said.slice(1).map(Number), box: [box.left, box.right], span: [span.left, span.right],
      dot: (dot.left + dot.right) / 2, ink: getComputedStyle(line).stroke, paper: paper(plot),
      width: parseFloat(getComputedStyle(line).strokeWidth), y: span.top + span.height / 2, shown: shown(line) || span.width > 0,
    });
  }
  return JSON.stringify(found);
"""


def find_missing_intervals(browser, tolerance=0.02):
    """Every forest plot that is open draws its interval where its label says that it is, in a colour that can be seen."""
    problems, count = [], 0
    for plot in json.loads(ask(browser, PLOTS)):
        if "problem" in plot:
            problems.append(plot["problem"])
            continue
        count += 1
        rate, low, high = (value / 100 for value in plot["said"])
        left, right = plot["box"]

        def place(x, left=left, right=right):
            return (x - left) / (right - left)

        drawn = [place(plot["dot"]), *map(place, plot["span"])]
        # The scale leaves the same room on both sides; where it begins is read from the plot, not assumed.
        wanted = [0.05 + 0.9 * share for share in (rate, low, high)]
        if any(abs(one - two) > tolerance for one, two in zip(drawn, wanted, strict=True)):
            problems.append(f"drawn at {drawn}, said to be at {wanted}")
        if (
            plot["ink"] == "none"
            or plot["width"] < 1
            or ask(browser, f"return ratio('{plot['ink']}', '{plot['paper']}')") < 3
        ):
            problems.append(f"an interval in {plot['ink']}, {plot['width']} wide, on {plot['paper']}")
    return problems if count else [*problems, "no plot is open"]


def find_unpainted_interval(browser):
    """The first open plot is on the screen: some pixels of its line are in the line's own colour."""
    plot = json.loads(ask(browser, FIRST))
    picture = Image.open(io.BytesIO(browser.shoot())).convert("RGB")
    wanted = tuple(int(part) for part in plot["ink"])
    y, left, right = round(plot["y"]), int(plot["left"]), int(plot["right"])
    pixels = [picture.getpixel((x, row)) for x in range(left, right) for row in (y - 1, y)]
    near = sum(all(abs(one - two) < 24 for one, two in zip(pixel, wanted, strict=True)) for pixel in pixels)
    return [] if near >= (right - left) // 2 else [f"{near} of {right - left} pixels of the interval are painted"]


FIRST = """
  const plot = [...document.querySelectorAll('.forest:not(.stages) tbody svg.plot')]
    .find(plot => shown(plot) && plot.querySelector('line.span')?.getBoundingClientRect().width > 20);
  plot.scrollIntoView({block: 'center'});
  const line = plot.querySelector('line.span'), place = line.getBoundingClientRect();
  const ink = getComputedStyle(line).stroke.match(/[\\d.]+/g);
  return JSON.stringify({ink: ink.slice(0, 3).map(Number), y: place.top + place.height / 2, left: place.left, right: place.right});
"""


def find_hidden_quote(browser):
    """After three touches at most the quoted words of a violation can be read beside the call that they are from."""
    return ask(browser, """
      const quote = document.querySelector('.call + div .finding.violation .quote');
      if (!quote) return ['no finding with a quote beside a call'];
      const found = [], episode = quote.closest('details.episode');
      if (shown(quote)) found.push('it is open before it is touched');
      const closed = [];
      for (let at = episode; at; at = at.parentElement.closest('details')) if (!at.open) closed.unshift(at);
      for (const part of closed) part.querySelector(':scope > summary').click();
      if (closed.length > 3) found.push(`${closed.length} touches are needed`);
      quote.scrollIntoView({block: 'center'});
      const place = quote.getBoundingClientRect();
      if (!shown(quote) || place.height < 10) return [...found, 'the quote is not shown'];
      if (place.left < 0 || place.right > wide) found.push('the quote is outside the window');
      const there = document.elementFromPoint(place.left + place.width / 2, place.top + Math.min(place.height / 2, 8));
      if (!there || !quote.contains(there)) found.push(`covered by ${there && name(there)}`);
      const act = quote.closest('.act'), call = act.querySelector('.call').getBoundingClientRect();
      const note = quote.closest('.finding').getBoundingClientRect();
      const beside = note.left >= call.right - 1 && note.top < call.bottom && note.bottom > call.top;
      const below = Math.abs(note.left - call.left) < 2 && note.top >= call.bottom - 1 && note.top - call.bottom < 40;
      if (wide > 960 ? !beside : !below) found.push('the finding is not beside its step');
      const marked = [...act.querySelectorAll('.call mark')];
      if (!marked.length || !shown(marked[0])) found.push('the words are not marked in the call');
      return found;
    """)  # fmt: skip
