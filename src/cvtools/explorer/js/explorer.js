// The explorer: sliders, the pictures they move, the sentence that answers, and scenarios. One event works everything out
// anew (model.js) and pushes it into pictures that were built once.

import { counting, questionOf } from "./certainty.js";
import { element, setText } from "./controls.js";
import { pushed, switchboard } from "./levers.js";
import { evaluate } from "./model.js";
import { digitsFor, filled, numbersFor } from "./numbers.js";
import { gapRows, offeringRows, openPictures, sureRows } from "./pictures.js";
import { driverRows } from "./rows.js";
import { changesOf, differences, statesOf } from "./scenarios.js";
import { answer, brief, changeInWords, changesBySegment, sureInWords } from "./sentences.js";
import { shelf } from "./shelf.js";
import { stage } from "./stage.js";
import { linked } from "./store.js";

const PAUSE = 400; // milliseconds without a move, after which others are told

/**
 * Builds the explorer into `root`.
 *
 * `drawn` promises what the pictures are made of, with vega-embed as `embed`; `store` keeps scenarios (see store.js);
 * `tools` are the words of pictureTools; `onScenario(changes)` hears of the present state after a pause; with `links`, the page's address may hold a scenario.
 * Returns { close, ready }.
 */
export function mount(root, payload, { drawn, store, tools, ast = false, links = false, onScenario = () => {} }) {
  const { study } = payload;
  const words = (key, fields) => filled(payload.words[key], fields);
  const numbers = numbersFor(payload.numbers);
  const origin = statesOf(study);
  let starts = origin;
  const states = statesOf(study, payload.changes);
  const before = study.segments.findIndex(({ id }) => id === payload.segment); // the one that was looked at, in another language
  let [chosen, who] = [before < 0 ? study.first : before, study.ours];
  let [pictures, start, digits, marks] = [null, null, 0, false];
  let [busy, again, pause, closed] = [false, false, 0, false];
  let certainty = null; // who counts how sure the answer is, where anybody does
  let [counted, asked, given, lost] = [null, 0, [], false];

  // -- what is on the page ------------------------------------------------------------------------------------------

  const choice = element("select", { className: "cvx-select" }, ...study.segments.map(({ name, full = name }, s) => element("option", { value: s, textContent: name, title: full })));
  choice.value = chosen;
  const segmentLabel = element("label", {}, element("span", { textContent: words("segment") }), choice);
  const whose = element("select", { className: "cvx-select" }, ...study.offerings.map(({ name, full = name }, o) => element("option", { value: o, textContent: name, title: full })));
  whose.value = who;
  const whoseLabel = element("label", {}, element("span", { textContent: words("whose") }), whose);
  const closes = element("button", { type: "button", textContent: words("closing"), attributes: { "aria-pressed": "false" } });
  const resetAll = element("button", { type: "button", textContent: words("reset_all") });
  const beginning = element("button", { type: "button", hidden: true });
  const said = element("p", { className: "cvx-answer" });
  const sure = element("p", { className: "cvx-sure" });
  const spoken = element("p", { className: "cvx-spoken", attributes: { role: "status" } });
  const summary = element("summary");
  const told = element("ul", { tabIndex: 0 });
  const what = element("details", { className: "cvx-what" }, summary, told);
  const middle = element("p", { className: "cvx-note", textContent: words("at_middle"), hidden: true });
  const rows = driverRows(study, { numbers, words, onChange: change, onReset: reset });
  const board = switchboard(study, { numbers, words, onChange: refresh });
  const withLevers = () => pushed(study, states, board.steps);
  const asScenario = () => (board.isOn() ? { ...changesOf(study, withLevers()), pulls: [...board.pulls], sliders: changesOf(study, states) } : changesOf(study, states));
  const headings = Object.fromEntries(["value", "gap", "map"].map((name) => [name, element("h3")]));
  const notes = { value: element("p", { className: "cvx-note" }), map: element("p", { className: "cvx-note" }) };
  const places = Object.fromEntries(["value", "gap", "map"].map((name) => [name, element("div", { className: "cvx-picture", attributes: { role: "img" } })]));
  const status = element("p", { className: "cvx-note", textContent: words("drawing") });
  const shown = ["value", "gap", "map"].filter((name) => name !== "gap" || study.offerings.length > 1);
  const figures = shown.map((name) => element("figure", { className: `cvx-${name}` }, headings[name], places[name], ...(notes[name] ? [notes[name]] : [])));
  const tabled = { map: ({ benefits_text, costs_text }) => [benefits_text, costs_text] };
  const tableOf = (name) => (name === "gap" ? newest.gaps : newest.offerings).map((row) => [row.full, ...(tabled[name]?.(row) ?? [row.text])]);
  const drawer = shelf(study, {
    words, numbers, store, links, given: payload.kept ?? [], unfit: payload.unfit ?? [], digits: () => digits,
    show: (scenario) => take(statesOf(study, scenario)), current: asScenario, startFrom,
  });
  const top = element("div", { className: "cvx-top" }, element("div", { className: "cvx-bar" }, segmentLabel, ...(study.offerings.length > 1 ? [whoseLabel] : []), closes, resetAll, beginning), said, sure, what, middle);
  const beside = element("div", { className: "cvx-pictures" }, status, ...figures);
  const node = element("section", { className: "cvx", attributes: { "aria-label": words("explorer"), lang: payload.language } },
    top, spoken, board.node,
    element("div", { className: "cvx-both" }, rows.node, beside),
    drawer.node);
  root.append(node);
  beginning.before(stage(node, rows, { words }));

  // -- what happens -------------------------------------------------------------------------------------------------

  function change(d, what, number) {
    const state = states[chosen];
    if (what === "weight") {
      const rest = state.weights.reduce((total, weight, k) => total + (k === d ? 0 : weight), 0);
      if (study.points && rest + number <= 0) return words("no_weight_left");
      state.weights[d] = number;
    } else {
      state.ratings[who][d] = number;
    }
    refresh();
    return "";
  }

  function reset(d) {
    states[chosen].weights[d] = starts[chosen].weights[d];
    states[chosen].ratings.forEach((row, o) => { row[d] = starts[chosen].ratings[o][d]; });
    setSliders();
    refresh();
  }

  function take(others) {
    board.reset();
    others.forEach((state, s) => { states[s] = state; });
    setSliders();
    refresh();
  }

  /** Compares with a scenario from here on, instead of with the study; without one, with the study again. */
  function startFrom(scenario) {
    starts = scenario ? statesOf(study, scenario) : origin;
    beginning.hidden = !scenario;
    beginning.textContent = scenario ? words("start_is", { name: scenario.name }) : "";
    if (scenario) {
      board.reset();
      statesOf(study, scenario).forEach((state, s) => { states[s] = state; });
    }
    openSegment();
  }

  function setSliders() {
    rows.set(states[chosen], who, Math.max(...starts[chosen].weights) * 2 || 1);
  }

  function openSegment() {
    const { weights, ratings } = starts[chosen];
    start = evaluate(study, weights, ratings);
    digits = digitsFor([...start.offerings.flatMap(({ low, high }) => [low, high]), ...start.gaps.flatMap(({ low, high }) => [low, high])]);
    counted = null;
    pictures?.forget();
    setSliders();
    refresh();
    rows.sort(starts[chosen]);
    describe();
    drawer.refresh();
    pictures?.fit();
  }

  function refresh() {
    const { weights, ratings } = states[chosen];
    const now = evaluate(study, weights, ratings, board.steps(chosen));
    const away = differences(study, states, origin);
    const differing = starts === origin ? away : differences(study, states, starts);
    const mine = new Set(differing.filter(({ s }) => s === chosen).map(({ d }) => d));
    const moved = mine.size > 0 || board.isOn();
    count(away.filter(({ s }) => s === chosen));
    const ways = waysOf(moved);
    setText(said, answer(study, study.segments[chosen], now, start, ways));
    rows.follow(now, (d) => mine.has(d), digits);
    rows.mark(withLevers()[chosen], who, marks, who === study.ours ? board.steps(chosen) : null);
    saySure(now, ways);
    tell(differing, now, ways);
    middle.hidden = !marks || !ratings.some((row) => row.some(Number.isNaN));
    resetAll.disabled = !(differing.length || board.isOn());
    name(now, moved);
    present = { now, moved };
    draw({ offerings: offeringRows(study, now, start, ways), gaps: gapRows(study, now, start, ways), sure: sureRows(study, ways), now });
    clearTimeout(pause);
    pause = setTimeout(settle, PAUSE);
  }

  const waysOf = (moved) => ({
    moved, digits, numbers, words, counted, stale: Boolean(counted) && counted.id !== asked,
  });

  /** Asks how sure the answer is; what was not moved away from the study is known from the report. */
  function count(away) {
    if (!(away.length || board.isOn())) {
      asked = 0;
      counted = given[chosen] ? { ...given[chosen], id: 0 } : null;
    } else if (certainty) {
      asked = certainty.ask({ s: chosen, ...questionOf(study, states, chosen, away, board.isOn() ? board.pulls : null) });
    } else counted = null;
  }

  function hear(result) {
    if (closed || asked === 0 || result.id > asked || (counted?.id > result.id)) return;
    counted = result;
    const { now, moved } = present;
    const ways = waysOf(moved);
    setText(summary.children[0], brief(study, now, start, ways));
    saySure(now, ways);
    name(now, moved);
    draw({ ...newest, sure: sureRows(study, ways) });
    const settled = certainty.settled(result);
    if (result.id === asked && settled) speak();
    if (result.id === asked) node.dispatchEvent(new CustomEvent("counted", { detail: settled }));
  }

  function saySure(now, ways) {
    const waiting = lost ? "uncounted" : certainty ? "counting" : null;
    if (now.rival < 0) return;
    setText(sure, ways.counted ? sureInWords(study, now, ways.counted, ways) : waiting ? words(waiting) : "");
    sure.classList.toggle("cvx-stale", ways.stale || (!ways.counted && !lost));
  }

  /** What was changed: how much at a glance, and, opened, in words. */
  function tell(differing, now, ways) {
    const counts = [...(board.isOn() ? [board.told()] : []), ...(differing.length ? [changesBySegment(study, differing, ways)] : [])].join(" · ") || words("nothing_moved");
    if (!summary.children.length) summary.append(element("span", { className: "cvx-brief" }), element("span", { className: "cvx-counts" }));
    setText(summary.children[0], brief(study, now, start, ways));
    setText(summary.children[1], counts);
    if (what.open) listChanges(differing, ways);
  }

  function listChanges(differing = differences(study, states, starts)) {
    const each = differing.map((one) => `${study.segments[one.s].name}: ${changeInWords(study, one, { numbers, words })}`);
    told.replaceChildren(...[...board.listed(), ...each].map((textContent) => element("li", { textContent })));
  }

  function name(now, moved) {
    const rival = study.offerings[now.rival]?.name ?? "";
    setText(headings.value, words("value"));
    setText(headings.gap, words("gap", { rival }));
    setText(headings.map, words("map"));
    const open = now.offerings.flatMap(({ value }, o) => (Number.isNaN(value) ? [study.offerings[o].name] : []));
    const legend = [words("legend"), moved && words("hollow"), open.length && words("band"),
      counted && !counted.fixed && words(counted.id === asked ? "sure" : "sure_stale", { confidence: study.confidence })];
    const onMap = [rival && !open.includes(rival) && words("map_note", { rival }), open.length && words("not_on_map", { names: open.join(", ") })];
    setText(notes.value, legend.filter(Boolean).join(" "));
    setText(notes.map, onMap.filter(Boolean).join(" "));
  }

  function describe() {
    const shown = { value: newest.offerings, gap: newest.gaps, map: newest.offerings };
    for (const [name, parts] of Object.entries(shown)) {
      const each = parts.map((row) => `${row.full}: ${row.text}`);
      places[name].setAttribute("aria-label", `${headings[name].textContent}. ${each.join("; ")}`);
    }
  }

  function speak() {
    setText(spoken, `${said.textContent} ${sure.textContent}`);
    describe();
  }

  // After a pause: what takes longer, and what others want to know.
  function settle() {
    if (!sure.classList.contains("cvx-stale")) speak();
    drawer.move();
    onScenario(changesOf(study, withLevers()));
  }

  // Only the newest rows are drawn; those that came while the pictures were busy and are out of date are left out.
  let [newest, present] = [null, null];
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

  // -- wiring -------------------------------------------------------------------------------------------------------

  choice.addEventListener("change", () => { chosen = Number(choice.value); openSegment(); });
  whose.addEventListener("change", () => { who = Number(whose.value); rows.setWhose(who); setSliders(); refresh(); });
  what.addEventListener("toggle", () => { if (what.open) listChanges(); });
  resetAll.addEventListener("click", () => take(starts.map(({ weights, ratings }) => ({ weights: [...weights], ratings: ratings.map((row) => [...row]) }))));
  beginning.addEventListener("click", () => startFrom(null));
  closes.addEventListener("click", () => {
    marks = !marks;
    closes.setAttribute("aria-pressed", marks);
    node.classList.toggle("cvx-closing", marks);
    refresh();
  });
  for (const type of ["keydown", "keyup", "keypress"]) {
    node.addEventListener(type, (event) => event.stopPropagation()); // a notebook's shortcuts are not for these fields
  }
  rows.setWhose(who);
  openSegment();
  const leave = () => onScenario(changesOf(study, withLevers()));
  const followLink = () => { const found = linked(study); if (found) drawer.open(found, "opened"); };
  if (links) {
    followLink();
    addEventListener("hashchange", followLink);
    addEventListener("pagehide", leave); // before the pause is over
  }

  let resized = null;
  const ready = (async () => {
    try {
      const { embed, config, pictures: specs, colours, tips, ...known } = await drawn;
      if (closed) return;
      const charts = Object.fromEntries(shown.map((one) => [one, { ...specs[one], config }]));
      const opened = await openPictures(embed, charts, places, { ast, colours, tips });
      if (closed) { opened.close(); return; }
      pictures = opened;
      given = known.counted;
      if (known.certainty) {
        const { drivers, ours, points, levers } = study;
        const drawnFrom = { ...known.certainty, drivers, ours, points, levers };
        drawer.count(drawnFrom, given);
        certainty = counting(drawnFrom, {
          onResult: hear, onLost: () => { [certainty, lost] = [null, true]; if (!closed) refresh(); },
        });
        if (lost) certainty = null; // there was no worker from the start
      }
      status.remove();
      refresh();
      for (const one of shown) {
        places[one].after(pictureTools({ name: () => headings[one].textContent, svg: () => places[one].querySelector("svg"), rows: () => tableOf(one), words: tools }));
      }
      await draw(newest);
      await pictures.fit();
      let wide = places.value.clientWidth;
      resized = new ResizeObserver(() => {
        beside.style.top = `${top.offsetHeight}px`; // what stays on top leaves so much room for the pictures
        if (places.value.clientWidth === wide) return; // a sentence took another line
        wide = places.value.clientWidth;
        pictures.fit();
      });
      for (const one of [places.value, top]) resized.observe(one);
    } catch (error) {
      status.textContent = words("no_pictures");
      console.error("The explorer's pictures could not be drawn:", error);
    }
    node.classList.add("cvx-drawn");
  })();

  function close() {
    closed = true;
    clearTimeout(pause);
    removeEventListener("hashchange", followLink);
    removeEventListener("pagehide", leave);
    drawer.close();
    resized?.disconnect();
    pictures?.close();
    certainty?.close();
    node.remove();
  }

  return { close, ready, node, segment: () => study.segments[chosen].id };
}
