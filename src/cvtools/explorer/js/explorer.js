// The explorer: sliders, the pictures they move, the sentence that answers, and scenarios. One event works everything out
// anew (model.js) and pushes it into pictures that were built once.

import { driverControls, element, setText } from "./controls.js";
import { closing, evaluate } from "./model.js";
import { digitsFor, filled, numbersFor } from "./numbers.js";
import { gapRows, offeringRows, openPictures } from "./pictures.js";
import { changesOf, countOf, statesOf } from "./scenarios.js";
import { answer } from "./sentences.js";
import { shelf } from "./shelf.js";

const PAUSE = 400; // milliseconds without a move, after which others are told

/**
 * Builds the explorer into `root`.
 *
 * `drawn` promises what the pictures are made of, with vega-embed as `embed`; `save(scenario)` promises the place it was saved at; `onScenario(changes)` hears of the
 * present state after a pause, `onKept(scenarios)` of those kept. Returns { close, ready }.
 */
export function mount(root, payload, { drawn, ast = false, kept = [], save = null, onRemove = () => {}, onScenario = () => {}, onKept = () => {} }) {
  const { study } = payload;
  const words = (key, fields) => filled(payload.words[key], fields);
  const numbers = numbersFor(payload.numbers);
  const [starts, states] = [statesOf(study), statesOf(study, payload.changes)];
  let chosen = study.first;
  let [pictures, start, digits, range, marks] = [null, null, 0, null, false];
  let [busy, again, pause, closed] = [false, false, 0, false];
  let [ranges, verdicts] = [[], []];

  // -- what is on the page ------------------------------------------------------------------------------------------

  const choice = element("select", { className: "cvx-select" }, ...study.segments.map(({ name, full = name }, s) => element("option", { value: s, textContent: name, title: full })));
  choice.value = chosen;
  const segmentLabel = element("label", {}, element("span", { textContent: words("segment") }), choice);
  const closes = element("button", { type: "button", textContent: words("closing"), attributes: { "aria-pressed": "false" } });
  const resetAll = element("button", { type: "button", textContent: words("reset_all") });
  const said = element("p", { className: "cvx-answer" });
  const spoken = element("p", { className: "cvx-spoken", attributes: { role: "status" } });
  const rows = study.drivers.map((driver, d) => driverControls(study, driver, {
    numbers, words, onChange: (what, number) => change(d, what, number), onReset: () => reset([d]),
  }));
  const headings = Object.fromEntries(["value", "gap", "map"].map((name) => [name, element("h3")]));
  const notes = { value: element("p", { className: "cvx-note" }), map: element("p", { className: "cvx-note" }) };
  const places = Object.fromEntries(["value", "gap", "map"].map((name) => [name, element("div", { className: "cvx-picture", attributes: { role: "img" } })]));
  const status = element("p", { className: "cvx-note", textContent: words("drawing") });
  const shown = ["value", "gap", "map"].filter((name) => name !== "gap" || study.offerings.length > 1);
  const figures = shown.map((name) => element("figure", {}, headings[name], places[name], ...(notes[name] ? [notes[name]] : [])));
  const drawer = shelf(study, {
    words, kept, save, onRemove, onKept, unfit: payload.unfit ?? [], show: (scenario) => take(statesOf(study, scenario)),
    current: () => changesOf(study, states), result: inBrief,
  });
  const top = element("div", { className: "cvx-top" }, element("div", { className: "cvx-bar" }, segmentLabel, closes, resetAll), said);
  const node = element("section", { className: "cvx", attributes: { "aria-label": words("explorer"), lang: payload.language } },
    top, spoken,
    element("div", { className: "cvx-both" },
      element("div", { className: "cvx-drivers" },
        element("div", { className: "cvx-heads", attributes: { "aria-hidden": "true" } },
          ...["rating", "weight"].map((key) => element("span", { textContent: words(key, { ours: study.offerings[study.ours].name }) }))),
        ...rows.map((row) => row.node)),
      element("div", { className: "cvx-pictures" }, status, ...figures)),
    drawer.node);
  root.append(node);

  // -- what happens -------------------------------------------------------------------------------------------------

  function change(d, what, number) {
    const state = states[chosen];
    if (what === "weight") {
      const rest = state.weights.reduce((total, weight, k) => total + (k === d ? 0 : weight), 0);
      if (study.points && rest + number <= 0) return words("no_weight_left");
      state.weights[d] = number;
    } else {
      state.ratings[study.ours][d] = number;
    }
    refresh();
    return "";
  }

  function reset(drivers) {
    for (const d of drivers) {
      states[chosen].weights[d] = starts[chosen].weights[d];
      states[chosen].ratings[study.ours][d] = starts[chosen].ratings[study.ours][d];
    }
    setSliders();
    refresh();
  }

  function take(others) {
    others.forEach((state, s) => { states[s] = state; });
    setSliders();
    refresh();
  }

  function setSliders() {
    const most = Math.max(...starts[chosen].weights) * 2 || 1;
    rows.forEach((row, d) => {
      row.weight.reach(most);
      row.weight.set(states[chosen].weights[d]);
      row.rating.set(states[chosen].ratings[study.ours][d]);
    });
  }

  function openSegment() {
    const { weights, ratings } = starts[chosen];
    start = evaluate(study, weights, ratings);
    digits = digitsFor([...start.offerings.flatMap(({ low, high }) => [low, high]), ...start.gaps.flatMap(({ low, high }) => [low, high])]);
    range = ranges[chosen];
    pictures?.forget();
    setSliders();
    refresh();
    describe();
    drawer.refresh();
    pictures?.fit();
  }

  function isMoved(d) {
    const same = (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b));
    const [now, was] = [states[chosen], starts[chosen]];
    return !same(now.weights[d], was.weights[d]) || !same(now.ratings[study.ours][d], was.ratings[study.ours][d]);
  }

  function refresh() {
    const { weights, ratings } = states[chosen];
    const now = evaluate(study, weights, ratings);
    const movedRows = rows.map((_, d) => isMoved(d));
    const moved = movedRows.includes(true);
    const ways = { moved, digits, numbers, words, range, verdict: verdicts[chosen] };
    setText(said, answer(study, study.segments[chosen], now, start, ways));
    const needs = marks ? closing(study, weights, ratings) : null;
    rows.forEach((row, d) => {
      if (study.points) row.setShare(words("share", { share: numbers.number(now.scaled[d], 1) }));
      row.setMoved(movedRows[d]);
      row.setNeeds(needs?.[d]);
    });
    resetAll.disabled = !countOf(changesOf(study, states));
    name(now, moved);
    draw({ offerings: offeringRows(study, now, start, ways), gaps: gapRows(study, now, start, ways), now });
    clearTimeout(pause);
    pause = setTimeout(settle, PAUSE);
  }

  function name(now, moved) {
    const rival = study.offerings[now.rival]?.name ?? "";
    setText(headings.value, words("value"));
    setText(headings.gap, words("gap", { rival }));
    setText(headings.map, words("map"));
    const open = now.offerings.flatMap(({ value }, o) => (Number.isNaN(value) ? [study.offerings[o].name] : []));
    const legend = [words("legend"), moved && words("hollow"), open.length && words("band"),
      range && words(moved ? "sure_stale" : "sure", { confidence: study.confidence })];
    const onMap = [rival && !open.includes(rival) && words("map_note", { rival }), open.length && words("not_on_map", { names: open.join(", ") })];
    setText(notes.value, legend.filter(Boolean).join(" "));
    setText(notes.map, onMap.filter(Boolean).join(" "));
  }

  function describe() {
    const told = { value: newest.offerings, gap: newest.gaps, map: newest.offerings };
    for (const [name, rows] of Object.entries(told)) {
      const each = rows.map((row) => `${row.full}: ${row.text}`);
      places[name].setAttribute("aria-label", `${headings[name].textContent}. ${each.join("; ")}`);
    }
  }

  // After a pause: what takes longer, and what others want to know.
  function settle() {
    spoken.textContent = said.textContent;
    describe();
    drawer.move();
    onScenario(changesOf(study, states));
  }

  // Only the newest rows are drawn; those that came while the pictures were busy and are out of date are left out.
  let newest = null;
  async function draw(content) {
    newest = content;
    if (!pictures) return;
    if (busy) { again = true; return; }
    busy = true;
    do {
      again = false;
      await pictures.show(newest);
    } while (again);
    busy = false;
    node.dispatchEvent(new CustomEvent("drawn"));
  }

  function inBrief(scenario) {
    const state = statesOf(study, scenario)[chosen];
    const { offerings, rival, gap } = evaluate(study, state.weights, state.ratings);
    const own = offerings[study.ours];
    const either = (known, low, high, signed) => Number.isNaN(known)
      ? words("range", { low: numbers.amount(low, digits, signed), high: numbers.amount(high, digits, signed) })
      : numbers.amount(known, digits, signed);
    return {
      value: either(own.value, own.low, own.high), rival: study.offerings[rival]?.name ?? "",
      gap: rival < 0 ? "" : either(gap.known, gap.low, gap.high, true),
    };
  }

  // -- wiring -------------------------------------------------------------------------------------------------------

  choice.addEventListener("change", () => { chosen = Number(choice.value); openSegment(); });
  resetAll.addEventListener("click", () => take(statesOf(study)));
  closes.addEventListener("click", () => {
    marks = !marks;
    closes.setAttribute("aria-pressed", marks);
    node.classList.toggle("cvx-closing", marks);
    refresh();
  });
  for (const type of ["keydown", "keyup", "keypress"]) {
    node.addEventListener(type, (event) => event.stopPropagation()); // a notebook's shortcuts are not for these fields
  }
  openSegment();

  let resized = null;
  const ready = (async () => {
    try {
      const { embed, config, pictures: specs, ...known } = await drawn;
      if (closed) return;
      const charts = Object.fromEntries(shown.map((one) => [one, { ...specs[one], config }]));
      const opened = await openPictures(embed, charts, places, { ast });
      if (closed) { opened.close(); return; }
      pictures = opened;
      ({ ranges, verdicts } = known);
      range = ranges[chosen];
      status.remove();
      refresh();
      await draw(newest);
      await pictures.fit();
      resized = new ResizeObserver(() => pictures.fit());
      resized.observe(places.value);
    } catch (error) {
      status.textContent = words("no_pictures");
      console.error("The explorer's pictures could not be drawn:", error);
    }
    node.classList.add("cvx-drawn");
  })();

  function close() {
    closed = true;
    clearTimeout(pause);
    resized?.disconnect();
    pictures?.close();
    node.remove();
  }

  return { close, ready, node, changes: () => countOf(changesOf(study, states)) };
}
