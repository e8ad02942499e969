// Sliders made for hands: for each driver one for a rating and one for its weight, with a number box beside each.

import { LARGEST_WEIGHT } from "./scenarios.js";

const STEPS = 100;
const mine = Math.random().toString(36).slice(2); // each explorer of a notebook has a module of its own
let fields = 0;

export function element(tag, properties = {}, ...children) {
  const { attributes = {}, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Writes a text only where it differs: to write the same again would cost a layout of the page. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A step of 1, 2 or 5 that divides a length into about a hundred. */
function stepFor(length) {
  const rough = length / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.99) ?? 10);
}

/** One number: a slider, a box to type into, a mark, and a place for what is wrong. */
function numberControl({ label, low, high, ends, unit, blank, numbers, words, say, describe, onNumber }) {
  let step = stepFor(high - low);
  const tidy = (number) => Number(number.toPrecision(12));
  const slider = element("input", { type: "range", min: 0, step: 1, className: "cvx-slider" });
  const box = element("input", { type: "text", inputMode: "decimal", autocomplete: "off", className: "cvx-box" });
  const wrong = element("span", { className: "cvx-wrong", hidden: true, id: `cvx-${mine}-${(fields += 1)}` });
  const mark = element("button", { type: "button", className: "cvx-mark", hidden: true });
  const track = element("span", { className: "cvx-track" }, slider, mark);
  const below = element("span", { className: "cvx-below" }, ...ends.map((text) => element("span", { textContent: text })));
  const beside = element("span", { className: "cvx-beside", textContent: unit, title: unit });
  const node = element("div", { className: "cvx-number" }, track, box, below, beside, wrong);
  let top = high;
  let number = NaN;
  box.setAttribute("aria-describedby", wrong.id);

  const positions = () => Math.round((top - low) / step);
  const place = (at) => Math.min(1, Math.max(0, (at - low) / (top - low)));

  function complain(text) {
    wrong.textContent = text;
    wrong.hidden = !text;
    box.setAttribute("aria-invalid", Boolean(text));
  }

  function paint({ keepText = false } = {}) {
    const unknown = Number.isNaN(number);
    slider.max = positions();
    slider.value = unknown ? positions() / 2 : Math.round((number - low) / step);
    slider.classList.toggle("cvx-unknown", unknown);
    slider.setAttribute("aria-valuetext", unknown ? words("unknown") : describe(number));
    if (!keepText) { box.value = numbers.plain(number); complain(""); }
  }

  function typed() {
    const text = box.value.trim();
    if (text === "" && blank) return NaN;
    const read = text === "" ? { wrong: "empty" } : numbers.parse(text);
    const said = { found: text, low: numbers.plain(low), high: numbers.plain(high), example: read.example };
    const bounded = blank && (read.value < low || read.value > high);
    if (read.wrong) return say({ sign: "wrong_sign", number: blank ? "not_number" : "weight_outside", empty: "weight_needed" }[read.wrong], said);
    if (bounded) return say("outside", said);
    if (read.value < low || read.value > LARGEST_WEIGHT) return say("weight_outside", said);
    return read.value;
  }

  slider.addEventListener("input", () => {
    const at = Number(slider.value);
    take(at >= positions() ? top : tidy(low + at * step));
  });
  box.addEventListener("input", () => {
    const read = typed();
    if (typeof read === "string") complain(read);
    else take(read, { keepText: true });
  });
  box.addEventListener("blur", () => { if (wrong.hidden) paint(); });
  box.addEventListener("keydown", (event) => {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!up || Number.isNaN(number)) return;
    event.preventDefault();
    take(tidy(Math.min(blank ? high : Infinity, Math.max(low, number + up * step))));
  });
  mark.addEventListener("click", () => take(Number(mark.dataset.number)));

  function take(next, how = {}) {
    const refusal = onNumber(next);
    if (refusal) { complain(refusal); if (!how.keepText) paint({ keepText: true }); return; }
    complain("");
    set(next, how);
  }

  function set(next, how = {}) {
    number = next;
    if (!blank) top = Math.max(top, high, Number.isNaN(next) ? 0 : next);
    paint(how);
  }

  function rename(text) {
    label = text;
    for (const field of [slider, box]) field.setAttribute("aria-label", label);
  }
  rename(label);

  /** Marks where we are level; NaN takes the mark away. */
  function showMark(at, text) {
    mark.hidden = !(at >= low && at <= top);
    if (mark.hidden) return;
    mark.style.setProperty("--at", place(at));
    mark.dataset.number = tidy(at);
    mark.title = text;
    mark.setAttribute("aria-label", `${label}: ${text}`);
  }

  return { node, slider, set, rename, showMark, reach: (most) => { high = most; top = most; step = stepFor(most - low); }, setBeside: (text) => setText(beside, text) };
}

/**
 * The row of one driver. `onChange(what, number)` returns a refusal in words, or nothing. Money that counts as it is has
 * no weight to set.
 */
export function driverControls(study, driver, { numbers, words, onChange, onReset }) {
  const called = driver.full ?? driver.name;
  const [low, high] = [Math.min(driver.worst, driver.best), Math.max(driver.worst, driver.best)];
  const end = (at) => numbers.plain(at) + (at === driver.best ? ` ${words("best")}` : "");
  const shared = { numbers, words, say: words };
  const rating = numberControl({
    ...shared, low, high, ends: [low, high].map(end), unit: driver.unit, blank: true, label: called,
    describe: (number) => `${numbers.plain(number)} ${driver.unit}`, onNumber: (number) => onChange("rating", number),
  });
  const weight = driver.money ? null : numberControl({
    ...shared, low: 0, high: 1, ends: [], unit: study.points ? "" : study.unit, blank: false, label: words("weight_of", { driver: called }),
    describe: (number) => numbers.plain(number), onNumber: (number) => onChange("weight", number),
  });
  const needs = { rating: element("span", { className: "cvx-needs" }), weight: element("span", { className: "cvx-needs" }) };
  const reset = element("button", { type: "button", className: "cvx-reset", textContent: "↺", title: words("reset_one", { driver: called }) });
  reset.setAttribute("aria-label", reset.title);
  reset.addEventListener("click", onReset);
  const captions = Object.fromEntries(["rating", "weight"].map((name) => [name,
    element("span", { className: "cvx-caption", textContent: words("weight"), attributes: { "aria-hidden": "true" } })]));
  const cell = (name, ...content) => element("div", { className: `cvx-cell cvx-${name}` }, captions[name], ...content, needs[name]);
  const keeps = element("p", { className: "cvx-keeps", hidden: true });
  const node = element("div", { className: "cvx-driver", attributes: { "data-driver": driver.id, role: "group", "aria-label": called } },
    element("div", { className: "cvx-name" }, element("span", { className: `cvx-dot cvx-${driver.cost ? "cost" : "benefit"}` }), element("span", { textContent: driver.name, title: called }), reset),
    cell("rating", rating.node),
    weight ? cell("weight", weight.node) : element("p", { className: "cvx-asis", textContent: words("as_it_is") }),
    keeps);

  return {
    node, rating,
    setWeight(number, most) { weight?.reach(most); weight?.set(number); },
    setShare: (text) => weight?.setBeside(text),
    setMoved(moved) {
      if (reset.disabled === moved) { reset.disabled = !moved; node.classList.toggle("cvx-moved", moved); }
    },
    /** Whose rating the slider moves. */
    setWhose(offering) {
      rating.rename(words("rating_of", { driver: called, offering }));
      captions.rating.textContent = words("rating", { offering });
    },
    /** What the customer keeps at this price, in words. */
    setKeeps(text) {
      setText(keeps, text);
      keeps.hidden = !text;
    },
    /** Where this driver alone would bring us level, as `{ at, text }` for each slider; nothing takes the marks away. */
    setNeeds(found) {
      for (const [name, control] of [["rating", rating], ["weight", weight]]) {
        if (!control || (!found && needs[name].textContent === "")) continue;
        control.showMark(found ? found[name].at : NaN, found ? found[name].text : "");
        setText(needs[name], found ? found[name].text : "");
      }
    },
  };
}
