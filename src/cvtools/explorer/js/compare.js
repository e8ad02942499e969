// Scenarios side by side: what was changed in words, and for each segment and over all customers the gap as a bar.

import { element } from "./controls.js";
import { evaluate } from "./model.js";
import { differences, statesOf } from "./scenarios.js";
import { changeInWords, gapInBrief } from "./sentences.js";

/** Our gap to the best alternative in each segment, and over all customers where it is known how many there are. */
export function outcomeOf(study, scenario) {
  const states = statesOf(study, scenario);
  const each = states.map(({ weights, ratings }) => evaluate(study, weights, ratings));
  const total = study.segments.reduce((sum, { size }) => sum + size, 0); // NaN where a size is not known
  const mean = (end) => each.reduce((sum, { gap }, s) => sum + (study.segments[s].size * gap[end]) / total, 0);
  const overall = each.length > 1 && study.offerings.length > 1 && total > 0 ? { known: mean("known"), low: mean("low"), high: mean("high") } : null;
  return {
    differing: differences(study, states),
    cells: each.map(({ gap, rival, offerings }) => (rival < 0
      ? { gap: { ...offerings[study.ours], known: offerings[study.ours].value }, rival: "" }
      : { gap, rival: study.offerings[rival].name })),
    overall,
  };
}

/** A bar from 0 to the gap, or over what it may be, on one scale for all. */
function gauge({ known, low, high }, [first, last]) {
  const place = (value) => (value - first) / (last - first);
  const [from, to] = Number.isNaN(known) ? [low, high] : [Math.min(0, known), Math.max(0, known)];
  const bar = element("span", { className: Number.isNaN(known) ? "cvx-bit cvx-hazy" : known < 0 ? "cvx-bit cvx-less" : "cvx-bit" });
  const node = element("span", { className: "cvx-gauge", attributes: { "aria-hidden": "true" } }, bar);
  for (const [name, value] of Object.entries({ from: place(from), to: place(to), zero: place(0) })) node.style.setProperty(`--${name}`, value);
  return node;
}

/** The table of scenarios. `rows`: `{ title, scenario, actions }`. */
export function comparison(study, { words, numbers }) {
  const body = element("tbody");
  const segments = study.segments.map(({ name }) => name);
  const all = words("everybody");
  const first = outcomeOf(study, {});
  const columns = [...segments, ...(first.overall ? [all] : [])];
  const heads = [words("scenario"), ...columns].map((text) => element("th", { scope: "col", textContent: text }));
  const table = element("table", { className: "cvx-table" },
    element("caption", { textContent: words(study.offerings.length > 1 ? "compared" : "compared_value", { ours: study.offerings[study.ours].name }) }),
    element("thead", {}, element("tr", {}, ...heads, element("td"))), body);

  function cell(label, { gap, rival }, ends, digits) {
    return element("td", { attributes: { "data-label": label } }, gauge(gap, ends),
      element("b", { textContent: gapInBrief(gap, { digits, numbers, words }) }), " ", element("small", { textContent: rival && words("to", { rival }) }));
  }

  function line({ title, outcome }, ends, digits) {
    const told = outcome.differing.map((one) => element("li", { textContent: `${study.segments[one.s].name}: ${changeInWords(study, one, { numbers, words })}` }));
    const cells = [...outcome.cells, ...(first.overall ? [{ gap: outcome.overall, rival: "" }] : [])];
    return element("tr", {},
      element("th", { scope: "row" }, title, ...(told.length ? [element("ul", {}, ...told)] : [])),
      ...cells.map((one, i) => cell(columns[i], one, ends, digits)));
  }

  let shown = [];
  function draw(digits) {
    const all = shown.flatMap(({ outcome }) => [...outcome.cells.map(({ gap }) => gap), ...(outcome.overall ? [outcome.overall] : [])]);
    const ends = [Math.min(0, ...all.map(({ low }) => low)), Math.max(0, ...all.map(({ high }) => high))];
    if (ends[0] === ends[1]) ends[1] = 1;
    return shown.map((row) => line(row, ends, digits));
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
      shown[at] = { ...shown[at], outcome: outcomeOf(study, scenario) };
      draw(digits).forEach((row, i) => {
        [...row.children].forEach((one, k) => { if (k || i === at) body.children[i].children[k].replaceWith(one); });
      });
    },
  };
}
