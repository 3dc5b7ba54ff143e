// What axe has to judge in a page, by number, and its judgement of the numbers that are new: axe.py.

function hashed(start, text) {
  let number = start;
  for (let at = 0; at < text.length; at++) number = Math.imul(number ^ text.charCodeAt(at), 16777619);
  return number;
}

function isShown(one) {
  return one.checkVisibility({ visibilityProperty: true });
}

function hasWords(one) {
  return one.textContent.trim() !== "";
}

// An element without what it contains: texts are there or not, and what an attribute points to is of some kind.
function ownOf(one, style) {
  const IDS = /^(for|form|headers|list|aria-(labelledby|describedby|controls|owns|details|errormessage|activedescendant))$/;
  const FREE = /^(id|name|value|href|src|d|title|alt|placeholder|action|formaction|datetime|aria-label|aria-valuetext|data-.*)$/;
  const found = (id) => {
    const other = document.getElementById(id);
    return other ? `${other.localName} ${hasWords(other)}` : "nothing";
  };
  const said = ({ name, value }) => {
    if (IDS.test(name)) return value.split(/\s+/).map(found);
    if (name === "href" && value.startsWith("#")) return found(value.slice(1));
    if (one.matches("svg *") && !/^(role|aria-hidden|tabindex)$/.test(name)) return "";
    return FREE.test(name) ? value.trim() !== "" : value;
  };
  const attributes = [...one.attributes].map((given) => `${given.name}=${said(given)}`).join(" ");
  const labels = [...(one.labels ?? [])].map((label) => hasWords(label) && isShown(label));
  const isLarger = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
  const scrolls = /auto|scroll/.test(style.overflow) && isLarger;
  const line = one.localName === "a" ? style.textDecorationLine : "";
  const text = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [one.localName, attributes, labels, scrolls, line, text, isShown(one)].join("|");
}

// Every element with its own number, one with all that is in it, and one for the look of its text.
function numbered(looks) {
  const found = new Map();
  const visit = (one, around) => {
    const style = getComputedStyle(one);
    const own = ownOf(one, style);
    const way = hashed(around.way, own);
    const look = hashed(around.look, [one.localName, ...looks.map((name) => style[name])].join());
    const here = { way, look, own, whole: 0, isShown: isShown(one) };
    found.set(one, here);
    const parts = new Set([...one.children].map((child) => visit(child, here)));
    here.whole = hashed(way, [...parts].join());
    return hashed(hashed(3, own), [...parts].join());
  };
  visit(document.documentElement, { way: 0, look: 0 });
  return found;
}

// Axe has rules about PLAIN elements, but about nothing in them; about MUTE ones it has none where all are in a region.
function marksOf(all) {
  const PLAIN = /^(html|head|body|main|header|footer|nav|aside|div|section|article|form|fieldset|details|figure|p|span|br)$/;
  const MUTE = /^(div|p|span|b|strong|em|mark|br|wbr)$/;
  const marks = new Map();
  for (const [one, { own, way, whole }] of all) {
    const isBare = MUTE.test(one.localName) && [...one.attributes].every(({ name }) => /^(class|id)$/.test(name));
    if (one.matches("svg *") || (isBare && one.closest("header, main, footer"))) continue;
    const number = PLAIN.test(one.localName) && !/role=|aria-/.test(own) ? way : whole;
    if (!marks.has(number)) marks.set(number, one);
  }
  return marks;
}

// The headings and landmarks in their order, and the texts outside of all regions.
function outlineOf(all) {
  const PARTS = "h1, h2, h3, h4, h5, h6, header, footer, main, nav, aside, section, form, [role], [accesskey], iframe";
  const label = (one) => {
    const other = document.getElementById(one.getAttribute("aria-labelledby"));
    return one.getAttribute("aria-label") ?? other?.textContent ?? "";
  };
  const parts = [...document.querySelectorAll(PARTS)].filter((one) => all.get(one).isShown);
  const named = (one) => [one.localName, one.getAttribute("role"), label(one)].join();
  const lines = parts.map((one) => {
    const isTwin = !/^h\d$/.test(one.localName) && parts.some((other) => other !== one && named(other) === named(one));
    const around = one.parentElement.closest(PARTS)?.localName;
    return [one.localName, one.getAttribute("role"), label(one) !== "", one.accessKey, isTwin, around].join();
  });
  const lost = new Set();
  for (const [one, { own, way, isShown }] of all) {
    if (isShown && own.endsWith("true|true") && !one.closest("head, header, main, footer, nav")) lost.add(way);
  }
  const text = [...lines.filter((line, at) => line !== lines[at - 1]), ...lost, document.title !== ""].join(" ");
  return new Map([[hashed(2, text), document]]);
}

// What may be pressed and is too close to another such thing, by all their places: axe is asked about no other.
function targetsOf(all) {
  const TARGETS = "a[href], button, input, select, textarea, summary, [tabindex], [role]";
  const shown = [...document.querySelectorAll(TARGETS)].filter((one) => all.get(one).isShown);
  const boxes = shown.map((one) => [one, one.getBoundingClientRect()]);
  const found = new Map();
  for (const [one, box] of boxes) {
    const isSmall = box.width < 24 || box.height < 24;
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const close = boxes.filter(([other, at]) => {
      if (one.contains(other) || other.contains(one)) return false;
      const [far, deep] = [Math.max(at.left - x, 0, x - at.right), Math.max(at.top - y, 0, y - at.bottom)];
      const covers = at.left < box.right && box.left < at.right && at.top < box.bottom && box.top < at.bottom;
      return covers || (isSmall && Math.hypot(far, deep) < 24);
    });
    const places = [[one, box], ...close].map(([other, at]) => [
      other.localName, other.className, getComputedStyle(other).display, other.parentElement.localName,
      ...[at.left - box.left, at.top - box.top, at.width, at.height].map(Math.round),
    ]);
    if (close.length) found.set(hashed(1, places.join()), one);
  }
  return found;
}

function survey(looks) {
  const all = numbered(looks);
  const texts = new Map();
  for (const [one, { own, look, isShown }] of all) {
    const isText = own.endsWith("true|true") || one.matches("input, select, textarea");
    if (isShown && isText && !texts.has(look)) texts.set(look, one);
  }
  const found = { texts, marks: marksOf(all), outline: outlineOf(all), targets: targetsOf(all) };
  window.surveyed = { ...found, elements: [...all.keys()] };
  return Object.fromEntries(Object.entries(found).map(([kind, numbers]) => [kind, [...numbers.keys()]]));
}

// The fresh elements alone: axe takes an element with all that is in it, except what is excluded, except what is not.
function only(fresh) {
  const [include, exclude] = [[], []];
  for (const one of surveyed.elements) {
    const isInside = one.parentElement !== null && fresh.has(one.parentElement);
    if (fresh.has(one) && !isInside) include.push(one);
    if (!fresh.has(one) && isInside) exclude.push(one);
  }
  return { include, exclude };
}

async function judge({ texts, marks, outline, targets, tags, whole }) {
  if (!("axe" in window)) loadAxe();
  const [found, unsure] = [[], []];
  const run = async (where, given) => {
    const resultTypes = ["violations", "incomplete"];
    const { violations, incomplete } = await axe.run(where, { resultTypes, elementRef: true, ...given });
    found.push(...violations);
    return [...violations, ...incomplete].flatMap(({ nodes }) => nodes.map(({ element }) => element));
  };
  const those = (kind, numbers) => numbers.map((number) => surveyed[kind].get(number));
  if (texts.length) {
    const unclear = await run(those("texts", texts), { runOnly: ["color-contrast"] });
    const isPlain = (one) => getComputedStyle(one).backgroundImage === "none";
    const again = unclear.filter(isPlain); // on a picture axe is never sure
    unsure.push(...texts.filter((number) => again.includes(surveyed.texts.get(number))));
  }
  if (marks.length) {
    const apart = ["color-contrast", "target-size", ...whole];
    const rules = Object.fromEntries(apart.map((rule) => [rule, { enabled: false }]));
    await run(only(new Set(those("marks", marks))), { runOnly: tags, rules });
  }
  if (outline.length) await run(document, { runOnly: whole });
  if (targets.length) await run(those("targets", targets), { runOnly: ["target-size"] });
  const said = ({ html, failureSummary }) => ({ html, failureSummary });
  return { found: found.map(({ id, nodes }) => ({ id, nodes: nodes.map(said) })), unsure };
}
