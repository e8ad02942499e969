// The linked pictures: their rows are worked out here and pushed into charts that are built once.

const ROOM = 1.12;
const NARROWEST = 48; // pixels of a plot
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
function fairLine(now, [low, high]) {
  const best = now.offerings[now.rival];
  if (!best || Number.isNaN(best.value)) return [];
  return [low, high].map((benefits) => ({ benefits, costs: benefits - best.value }));
}

// Each name goes where it covers neither a dot nor a name that stands already, the first of these places that is free;
// ours and the best alternative's come first, and of the others those without a place tell their name when pointed at.
const SIDES = [[1, 0], [-1, 0], [1, 13], [1, -13], [-1, 13], [-1, -13]];

function placedNames(rows, across, down, [width, height]) {
  const known = rows.filter((row) => row.known);
  const dots = known.map(({ benefits, costs }) => [
    ((benefits - across[0]) / (across[1] - across[0])) * width,
    ((down[1] - costs) / (down[1] - down[0])) * height,
  ]);
  const taken = dots.map(([x, y]) => ({ from: x - 7, to: x + 7, top: y - 7, bottom: y + 7 }));
  const first = ({ ours, best }) => Number(ours || best);
  for (const i of [...known.keys()].sort((a, b) => first(known[b]) - first(known[a]))) {
    const row = known[i];
    const wide = Math.min(row.name.length, 26) * 6.8;
    const boxes = SIDES.map(([side, lower]) => {
      const from = dots[i][0] + (side > 0 ? 10 : -10 - wide);
      const middle = dots[i][1] + lower;
      return { side, lower, from, to: from + wide, top: middle - 7, bottom: middle + 7 };
    });
    const beside = ({ side, lower }) => row.best && side * lower <= 0; // the line through its dot rises to the right
    const free = ({ from, to, top, bottom, ...box }) => from >= -30 && to <= width + 4 && !beside(box) && !taken.some((box) =>
      from < box.to && to > box.from && top < box.bottom && bottom > box.top);
    const found = boxes.find(free);
    const box = found ?? boxes[row.best ? 2 : 0];
    if (found || first(row)) taken.push(box);
    else row.name = "";
    Object.assign(row, { dx: 10 * box.side, dy: box.lower, align: box.side > 0 ? "left" : "right" });
  }
  return rows;
}

// Changes what differs in the rows that stand there already: their bars and dots are kept, not drawn anew. Whether any does.
function put(view, table, rows) {
  const held = view.data(table);
  if (held.length !== rows.length || held.some(({ row }, i) => row !== rows[i].row)) {
    view.data(table, rows);
    return true;
  }
  const changes = view.changeset();
  let any = false;
  for (const [i, row] of rows.entries()) {
    for (const field in row) if (!Object.is(held[i][field], row[field])) { changes.modify(held[i], field, row[field]); any = true; }
  }
  if (any) view.change(table, changes);
  return any;
}

/** Draws the pictures into `places` ({value, gap, map}) once; `show` then moves what is in them. */
export async function openPictures(embed, specs, places, { ast }) {
  const options = { actions: false, renderer: "svg", mode: "vega-lite", ast, tooltip: { theme: "custom" } };
  // The pictures are described by their places; for a screen reader their bars and dots would be noise.
  const names = Object.keys(specs).filter((name) => places[name]);
  const holders = names.map((name) => places[name].appendChild(document.createElement("div"))); // Vega-Embed gives it a style of its own
  for (const holder of holders) holder.setAttribute("aria-hidden", "true");
  const drawn = await Promise.all(names.map((name, i) => embed(holders[i], specs[name], options)));
  const views = Object.fromEntries(names.map((name, i) => [name, drawn[i].view]));
  // By default Vega keeps 10,000 marks of rows that left a layer before it drops them.
  for (const view of Object.values(views)) view.cleanThreshold = 100;
  let ends = {};
  let longest = {}; // by picture, how many letters its longest number has
  let newest = null; // the rows that were shown last
  let last = Promise.resolve();

  /** Runs a picture's flow, if anything is another one than before. */
  function set(name, data, signals) {
    const view = views[name];
    if (!view) return null;
    let any = false;
    for (const [table, rows] of Object.entries(data)) any = put(view, table, rows) || any;
    for (const [signal, value] of Object.entries(signals)) if (`${view.signal(signal)}` !== `${value}`) { view.signal(signal, value); any = true; }
    return any ? view.runAsync() : null;
  }

  function setMap({ offerings, now }) {
    const size = views.map ? [views.map.width(), views.map.height()] : [1, 1];
    return set("map", { offerings: placedNames(offerings.map((row) => ({ ...row })), ends.across, ends.down, size), fair: fairLine(now, ends.across) }, {
      left: ends.across[0], right: ends.across[1], bottom: ends.down[0], top: ends.down[1],
    });
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
      set("value", { offerings, sure: sure.values }, { low: ends.value[0], high: ends.value[1], rows: offerings.map(({ row }) => row) }),
      set("gap", { gaps, sure: sure.gap }, { low: ends.gap[0], high: ends.gap[1], rows: gaps.map(({ row }) => row) }),
      setMap(newest),
    ]);
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
  async function widen(view, place) {
    const svg = place.querySelector("svg");
    if (!svg || !place.clientWidth) return false;
    await view.resize().runAsync(); // makes room for the names, which were not there when the picture was built
    const beside = svg.width.baseVal.value - view.width(); // as wide as it is without the zoom for a projector
    const width = Math.max(NARROWEST, Math.floor(place.clientWidth - beside - 1));
    if (Math.abs(width - view.width()) <= 1) return false;
    await view.width(width).runAsync();
    return true;
  }

  /** Fits the pictures to the width of their places; arrow keys scroll those that are still wider. */
  async function fit() {
    await last;
    for (const name of names) {
      for (let i = 0; i < FITTINGS && await widen(views[name], places[name]); i += 1) if (name === "map" && newest) await setMap(newest);
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
