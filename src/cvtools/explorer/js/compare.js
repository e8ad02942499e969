// Scenarios side by side: what was changed in words, and for each segment and over all customers the gap as a bar.

import { element } from "./controls.js";
import { evaluate } from "./model.js";
import { differences, statesOf } from "./scenarios.js";
import { changeInWords, gapInBrief, sureness, surenessOverall } from "./sentences.js";

/** Our gap to the best alternative in each segment, and over all customers where it is known how many there are. */
export function outcomeOf(study, scenario) {
  const states = statesOf(study, scenario);
  const each = states.map(({ weights, ratings }) => evaluate(study, weights, ratings));
  const total = study.segments.reduce((sum, { size }) => sum + (size ?? NaN), 0); // NaN where a size is not known
  const mean = (end) => each.reduce((sum, { gap }, s) => sum + (study.segments[s].size * gap[end]) / total, 0);
  const overall = each.length > 1 && study.offerings.length > 1 && total > 0 ? { known: mean("known"), low: mean("low"), high: mean("high") } : null;
  return {
    differing: differences(study, states),
    cells: each.map((now) => (now.rival < 0
      ? { gap: { ...now.offerings[study.ours], known: now.offerings[study.ours].value }, rival: "" }
      : { now, gap: now.gap, rival: study.offerings[now.rival].name })),
    overall,
  };
}

/** A bar from 0 to the gap, or over what it may be, on one scale for all; a thin line where it surely is. */
function gauge({ known, low, high }, counted, [first, last]) {
  const place = (value) => (value - first) / (last - first);
  const [from, to] = Number.isNaN(known) ? [low, high] : [Math.min(0, known), Math.max(0, known)];
  const bar = element("span", { className: Number.isNaN(known) ? "cvx-bit cvx-hazy" : known < 0 ? "cvx-bit cvx-less" : "cvx-bit" });
  const line = counted && !counted.fixed ? [element("span", { className: "cvx-thin" })] : [];
  const node = element("span", { className: "cvx-gauge", attributes: { "aria-hidden": "true" } }, bar, ...line);
  const places = { from, to, zero: 0, least: counted?.gap[0], most: counted?.gap[1] };
  for (const [name, value] of Object.entries(places)) node.style.setProperty(`--${name}`, place(value));
  return node;
}

/** The table of scenarios. `rows`: `{ title, scenario, actions }`; `sure` knows how sure their gaps are (certainty.js). */
export function comparison(study, { words, numbers, sure }) {
  const body = element("tbody");
  const segments = study.segments.map(({ name }) => name);
  const all = words("everybody");
  const first = outcomeOf(study, {});
  const columns = [...segments, ...(first.overall ? [all] : [])];
  const heads = [words("scenario"), ...columns].map((text) => element("th", { scope: "col", textContent: text }));
  const caption = element("caption");
  const table = element("table", { className: "cvx-table" },
    caption,
    element("thead", {}, element("tr", {}, ...heads, element("td"))), body);

  function cell(label, { gap, rival, now }, counted, ends, digits) {
    return element("td", { attributes: { "data-label": label } }, gauge(gap, counted, ends),
      element("b", { textContent: gapInBrief(gap, { digits, numbers, words }) }), " ", element("small", { textContent: rival && words("to", { rival }) }),
      ...(counted ? howSure(now, counted, digits).map((text) => element("small", { className: "cvx-how", textContent: text })) : []));
  }

  /** The interval, how probably we lead, and the verdict; of a segment, or (without `now`) over all customers. */
  function howSure(now, counted, digits) {
    if (counted.fixed) return [words("cell_unknown")];
    const least = numbers.intervalDigits(counted.gap, digits);
    const [low, high] = counted.gap.map((end) => numbers.amount(end, least, true));
    const { sureness: step, first } = now ? sureness(study, now, counted) : surenessOverall(study, counted);
    const ahead = now ? counted.best[study.ours] : counted.ahead;
    const key = step === "open" && 1 - ahead >= study.certainFrom - 1e-9 ? "contested" : step; // behind, whoever is the best
    const chance = words("cell_chance", { p: numbers.chance(ahead) }).replaceAll(" ", "\u00a0");
    return [`${words("range", { low, high })} · ${chance}`, words(`cell_${key}`, { name: now && study.offerings[first].name })];
  }

  function line({ title, outcome, counted }, ends, digits) {
    const told = outcome.differing.map((one) => element("li", { textContent: `${study.segments[one.s].name}: ${changeInWords(study, one, { numbers, words })}` }));
    const cells = [...outcome.cells, ...(first.overall ? [{ gap: outcome.overall, rival: "" }] : [])];
    return element("tr", {},
      element("th", { scope: "row" }, title, ...(told.length ? [element("ul", {}, ...told)] : [])),
      ...cells.map((one, i) => cell(columns[i], one, counted && (counted.segments[i] ?? counted.overall), ends, digits)));
  }

  function title() {
    const all = shown.every(({ counted }) => counted?.segments.every(({ fixed }) => fixed));
    const state = sure.state() ?? (!all && shown.some(({ counted }) => counted) ? "sure" : null);
    const said = words(study.offerings.length > 1 ? "compared" : "compared_value", { ours: study.offerings[study.ours].name });
    caption.textContent = state ? `${said}. ${words(state, { confidence: study.confidence })}` : said;
  }

  let shown = [];
  function draw(digits) {
    shown = shown.map((row) => ({ ...row, counted: sure.of(row.scenario) }));
    title();
    const gaps = shown.flatMap(({ outcome }) => [...outcome.cells.map(({ gap }) => gap), ...(outcome.overall ? [outcome.overall] : [])]);
    const surely = shown.flatMap(({ counted }) => (counted ? [...counted.segments, ...(counted.overall ? [counted.overall] : [])] : []));
    const all = [...gaps, ...surely.map(({ gap: [low, high] }) => ({ low, high }))];
    const ends = [Math.min(0, ...all.map(({ low }) => low)), Math.max(0, ...all.map(({ high }) => high))];
    if (ends[0] === ends[1]) ends[1] = 1;
    return shown.map((row) => line(row, ends, digits));
  }

  function again(digits, at = -1) {
    draw(digits).forEach((row, i) => {
      [...row.children].forEach((one, k) => { if (k || i === at) body.children[i].children[k].replaceWith(one); });
    });
  }

  return {
    node: table,
    show(rows, digits) {
      shown = rows.map((row) => ({ ...row, outcome: outcomeOf(study, row.scenario) }));
      body.replaceChildren(...draw(digits));
      shown.forEach(({ actions }, i) => body.children[i].append(element("td", { className: "cvx-actions" }, ...actions)));
    },
    /** Only the gauges and the row of what is now change with a move; buttons stay under the user's hand. */
    move(at, scenario, digits) {
      shown[at] = { ...shown[at], scenario, outcome: outcomeOf(study, scenario) };
      again(digits, at);
    },
    again,
  };
}
