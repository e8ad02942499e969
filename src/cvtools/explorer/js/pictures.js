// The linked pictures: Vega draws their axes, once; their rows are worked out here and drawn on them.

import { gapMarks, letteringOf, mapMarks, putMarks, sheet, valueMarks } from "./marks.js";

const ROOM = 1.12;
const NARROWEST = 48; // pixels of a plot
const EDGE = 5; // pixels around a picture
const FITTINGS = 3; // names find other places on a map of another width, which then needs other room

/** Ends of an axis that hold these numbers: kept while they still do, so that bars move and the scale stands still. */
function reach(ends, numbers, { zero = false } = {}) {
  const finite = numbers.filter(Number.isFinite);
  if (!finite.length) return ends ?? [0, 1];
  const low = Math.min(...finite, ...(zero ? [0] : []));
  const high = Math.max(...finite, ...(zero ? [0] : []));
  if (ends && ends[0] <= low && ends[1] >= high) return ends;
  const room = (high - low || Math.abs(high) || 1) * (ROOM - 1);
  const wide = [zero && low === 0 ? 0 : low - room, zero && high === 0 ? 0 : high + room];
  return ends ? [Math.min(wide[0], ends[0]), Math.max(wide[1], ends[1])] : wide;
}

// What is a range takes two lines beside its bar, as it may be long.
const onTwoLines = (text, known, low) => (Number.isNaN(known) && text.startsWith(`${low} `) ? text.replace(`${low} `, `${low}\n`) : text);

/** One row an offering, in the order of the report's pictures: by what it was worth before anything moved. */
export function offeringRows(study, now, start, { moved, digits, numbers, words }) {
  const amount = (value) => (Number.isNaN(value) ? "?" : numbers.amount(value, digits));
  const rows = study.offerings.map(({ name, full = name, label }, o) => {
    const [is, was] = [now.offerings[o], start.offerings[o]];
    const known = !Number.isNaN(is.value);
    const value = known ? is.value : is.middle;
    const text = known ? amount(value) : words("range", { low: amount(is.low), high: amount(is.high) });
    return {
      row: label, name, full, known, value, low: is.low, high: is.high, ours: o === study.ours, best: o === now.rival,
      benefits: is.benefits, costs: is.costs, minus_costs: -is.costs,
      text, shown: onTwoLines(text, is.value, amount(is.low)),
      benefits_text: amount(is.benefits), costs_text: amount(is.costs),
      was: was.value, was_benefits: was.benefits, was_costs: was.costs,
      differs: moved && Math.abs(was.value - value) > 1e-9,
      away: moved && Math.abs(was.benefits - is.benefits) + Math.abs(was.costs - is.costs) > 1e-9,
    };
  });
  return ranked(rows, (o) => start.offerings[o].middle);
}

/** The rows with the greatest number first; those of equal ones stay as they are. */
const ranked = (rows, number) => rows.map((row, i) => [number(i), row]).sort(([a], [b]) => b - a).map(([, row]) => row);

/** How sure each value is, and the gap: lines of their own, as they come later. Nothing where nothing is counted. */
export function sureRows(study, { counted, stale }) {
  if (!counted || counted.fixed) return { values: [], gap: [] };
  const line = (row, [from, to]) => ({ row, from, to, stale });
  return { values: study.offerings.map(({ label }, o) => line(label, counted.values[o])), gap: [line(study.totalLabel, counted.gap)] };
}

export function gapRows(study, now, start, { moved, digits, numbers, words }) {
  const amount = (value) => numbers.amount(value, digits, true);
  function written({ known, low, high }) {
    const text = Number.isNaN(known) ? words("range", { low: amount(low), high: amount(high) }) : amount(known);
    return { text, shown: onTwoLines(text, known, amount(low)) };
  }
  const row = (label, full, is, was) => ({
    row: label, full, known: !Number.isNaN(is.known),
    gap: Number.isNaN(is.known) ? (is.low + is.high) / 2 : is.known, low: is.low, high: is.high, ...written(is),
    was: was.known, differs: moved && !Number.isNaN(was.known) && Math.abs(was.known - is.known) > 1e-9,
  });
  if (now.rival < 0) return [];
  const rows = study.drivers.map(({ label, name, full = name }, d) => row(label, full, now.gaps[d], start.gaps[d]));
  const place = ({ known, low, high }) => (low + high) / 2 - (Number.isNaN(known) ? Number.MAX_VALUE : 0); // what is not known comes last
  return [row(study.totalLabel, words("total"), now.gap, start.gap), ...ranked(rows, (d) => place(start.gaps[d]))];
}

// On the map everything on this line is worth as much as the best alternative.
function fairLine(now, [left, right], [bottom, top]) {
  const { value } = now.offerings[now.rival] ?? { value: NaN };
  const [from, to] = [Math.max(left, bottom + value), Math.min(right, top + value)];
  return from < to ? [from, to].map((benefits) => ({ benefits, costs: benefits - value })) : [];
}

// Each name goes where it covers neither a dot nor a name that stands already, the first of these places that is free;
// ours and the best alternative's come first, and of the others those without a place tell their name when pointed at.
const SIDES = [[1, 0], [-1, 0], [1, 13], [1, -13], [-1, 13], [-1, -13]];

function placedNames(offerings, { x, y, width }, lettering) {
  const known = offerings.filter((row) => row.known);
  const dots = known.map(({ benefits, costs }) => [x(benefits), y(costs)]);
  const taken = dots.map(([left, top]) => ({ from: left - 7, to: left + 7, top: top - 7, bottom: top + 7 }));
  const first = ({ ours, best }) => Number(ours || best);
  const names = [];
  for (const i of [...known.keys()].sort((a, b) => first(known[b]) - first(known[a]))) {
    const row = known[i];
    const text = lettering.fitting(row.name);
    const wide = lettering.width(text);
    const boxes = SIDES.map(([side, lower]) => {
      const from = dots[i][0] + (side > 0 ? 10 : -10 - wide);
      const middle = dots[i][1] + lower;
      return { side, lower, from, to: from + wide, top: middle - 7, bottom: middle + 7 };
    });
    const beside = ({ side, lower }) => row.best && side * lower <= 0; // the line through its dot rises to the right
    const free = ({ from, to, top, bottom, ...box }) => from >= -4 && to <= width + 4 && !beside(box) && !taken.some((box) =>
      from < box.to && to > box.from && top < box.bottom && bottom > box.top);
    const found = boxes.find(free);
    if (!found && !first(row)) continue;
    const box = found ?? boxes[row.best ? 2 : 0];
    taken.push(box);
    names.push({ row, text, dx: 10 * box.side, dy: box.lower, anchor: box.side > 0 ? "start" : "end" });
  }
  return names;
}

/** Draws the pictures into `places` ({value, gap, map}) once; `show` then moves what is in them. */
export async function openPictures(embed, specs, places, { ast, colours, tips }) {
  const options = { actions: false, renderer: "svg", mode: "vega-lite", ast, tooltip: { theme: "custom" } };
  // The pictures are described by their places; for a screen reader their bars and dots would be noise.
  const names = Object.keys(specs).filter((name) => places[name]);
  const holders = names.map((name) => places[name].appendChild(document.createElement("div"))); // Vega-Embed gives it a style of its own
  for (const holder of holders) holder.setAttribute("aria-hidden", "true");
  const drawn = await Promise.all(names.map((name, i) => embed(holders[i], specs[name], options)));
  const views = Object.fromEntries(names.map((name, i) => [name, drawn[i].view]));
  const { font } = specs[names[0]].config;
  const lettering = letteringOf(font);
  const sheets = Object.fromEntries(names.map((name) => [name, sheet(font)]));
  for (const name of names) {
    places[name].querySelector("svg").append(sheets[name]);
    for (const type of ["pointermove", "pointerout"]) sheets[name].addEventListener(type, (event) => point(name, event));
  }
  let ends = {};
  let longest = {}; // by picture, how many letters its longest number has
  let newest = null; // the rows that were shown last
  let last = Promise.resolve();
  let [fitted, waiting] = [Promise.resolve(), null];

  /** Says of what is pointed at what it is. */
  function point(name, event) {
    const row = event.type === "pointermove" && event.target.row;
    const told = row ? Object.fromEntries(Object.entries(tips[name]).map(([field, title]) => [title, row[field]])) : null;
    views[name].tooltip()(null, event, null, told);
  }

  /** Has Vega draw a picture's axes anew, if they are other ones than before. */
  function set(name, signals) {
    const view = views[name];
    const other = view ? Object.entries(signals).filter(([signal, value]) => `${view.signal(signal)}` !== `${value}`) : [];
    for (const [signal, value] of other) view.signal(signal, value);
    return other.length ? view.runAsync() : null;
  }

  const plotOf = (view) => ({ x: view.scale("x"), y: view.scale("y"), width: view.width(), height: view.height() });

  function drawMarks(name) {
    const plot = plotOf(views[name]);
    sheets[name].setAttribute("transform", `translate(${views[name].origin().map((at) => at + EDGE)})`);
    if (name === "value") return putMarks(sheets.value, valueMarks(newest, plot, colours));
    if (name === "gap") return putMarks(sheets.gap, gapMarks(newest, plot, colours));
    const { offerings, now } = newest;
    const fair = fairLine(now, ends.across, ends.down);
    return putMarks(sheets.map, mapMarks({ offerings, fair, names: placedNames(offerings, plot, lettering) }, plot, colours));
  }

  /** Shows new rows; resolves when all pictures stand. */
  function show(rows) {
    const { offerings, gaps, sure } = newest = rows;
    const numbers = (...fields) => offerings.flatMap((row) => fields.map((field) => row[field]));
    const surely = (lines) => lines.flatMap(({ from, to }) => [from, to]);
    ends.value = reach(ends.value, [...numbers("benefits", "minus_costs", "low", "high", "was"), ...surely(sure.values)], { zero: true });
    ends.gap = reach(ends.gap, [...gaps.flatMap(({ low, high, was }) => [low, high, was]), ...surely(sure.gap)], { zero: true });
    ends.across = reach(ends.across, numbers("benefits", "was_benefits"));
    ends.down = reach(ends.down, numbers("costs", "was_costs"));
    last = Promise.all([
      set("value", { low: ends.value[0], high: ends.value[1], rows: offerings.map(({ row }) => row) }),
      set("gap", { low: ends.gap[0], high: ends.gap[1], rows: gaps.map(({ row }) => row) }),
      set("map", { left: ends.across[0], right: ends.across[1], bottom: ends.down[0], top: ends.down[1] }),
    ]).then(() => names.forEach(drawMarks));
    let grown = false;
    for (const [name, rows] of [["value", offerings], ["gap", gaps]]) {
      const letters = Math.max(0, ...rows.map(({ shown }) => shown.length));
      grown ||= letters > (longest[name] ?? 0);
      longest[name] = Math.max(longest[name] ?? 0, letters);
    }
    if (grown) last.then(fit); // the numbers beside the bars need more room
    return last;
  }

  /** Gives a picture the width that its place leaves it; whether that was another one. */
  async function widen(name) {
    const [view, place, svg] = [views[name], places[name], places[name].querySelector("svg")];
    if (!place.clientWidth) return false;
    const { x, width: wide } = sheets[name].getBBox();
    view.padding({ left: EDGE, top: EDGE, bottom: EDGE, right: EDGE + Math.max(0, Math.ceil(x + wide - view.width())) });
    await view.resize().runAsync(); // makes room for the names, which were not there when the picture was built
    const beside = svg.width.baseVal.value - view.width(); // as wide as it is without the zoom for a projector
    const width = Math.max(NARROWEST, Math.floor(place.clientWidth - beside - 1));
    const other = Math.abs(width - view.width()) > 1;
    if (other) await view.width(width).runAsync();
    drawMarks(name);
    return other;
  }

  /** Fits the pictures to the width of their places, one time after the other; who asks before it begins is answered with it. */
  function fit() {
    waiting ??= fitted = Promise.all([fitted.catch(() => {}), last]).then(() => { waiting = null; return fitAll(); });
    return waiting;
  }

  /** Arrow keys scroll pictures that are still wider than their places. */
  async function fitAll() {
    if (!newest) return;
    for (const name of names) {
      for (let i = 0; i < FITTINGS && await widen(name); i += 1);
      if (places[name].scrollWidth > places[name].clientWidth) places[name].tabIndex = 0;
      else places[name].removeAttribute("tabindex");
    }
  }

  return {
    show, fit,
    forget: () => { ends = {}; longest = {}; },
    close: () => drawn.forEach((result) => result.finalize()),
  };
}
