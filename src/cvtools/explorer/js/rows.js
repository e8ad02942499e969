// The drivers' rows: whose ratings they show, which of many drivers come first, and where each alone would bring us level.

import { driverControls, element, setText } from "./controls.js";
import { closing, stakes } from "./model.js";

const FIRST = 7; // so many of many drivers, those with most at stake

/** `onChange(driver, what, number)` returns a refusal in words, or nothing; `onReset(driver)`. */
export function driverRows(study, { numbers, words, onChange, onReset }) {
  const rows = study.drivers.map((driver, d) => driverControls(study, driver, {
    numbers, words, onChange: (what, number) => onChange(d, what, number), onReset: () => onReset(d),
  }));
  const heads = ["rating", "weight"].map(() => element("span"));
  heads[1].textContent = words("weight");
  const list = element("div", { className: "cvx-list" }, ...rows.map(({ node }) => node));
  const more = element("button", { type: "button", className: "cvx-more", hidden: rows.length <= FIRST, attributes: { "aria-expanded": "false" } });
  const node = element("div", { className: "cvx-drivers" },
    element("div", { className: "cvx-heads", attributes: { "aria-hidden": "true" } }, ...heads), list, more);
  let order = rows.map((_, d) => d);
  let all = false;

  /** Those with most at stake come first, where there are many. What was moved is always shown. */
  function sort({ weights, ratings }) {
    if (rows.length > FIRST) {
      const found = stakes(study, weights, ratings);
      order.sort((a, b) => found[b] - found[a] || a - b);
      list.append(...order.map((d) => rows[d].node));
    }
    show();
  }

  function show() {
    order.forEach((d, place) => { rows[d].node.hidden = !all && place >= FIRST && !rows[d].node.classList.contains("cvx-moved"); });
    more.textContent = all ? words("fewer") : words("show_all", { count: rows.length });
    more.setAttribute("aria-expanded", all);
  }
  more.addEventListener("click", () => { all = !all; show(); });

  function setWhose(who) {
    const { name } = study.offerings[who];
    heads[0].textContent = words("rating", { offering: name });
    for (const row of rows) row.setWhose(name);
  }

  /** Puts the sliders where the numbers are. A weight's slider goes to twice the largest at the start. */
  function set({ weights, ratings }, who, most) {
    rows.forEach((row, d) => { row.setWeight(weights[d], most); row.rating.set(ratings[who][d]); });
  }

  function levelText(at, now, gap) {
    if (Number.isNaN(at)) return { at, text: words(gap > 0 ? "lost_not" : "closed_not") };
    const way = at > now ? "above" : "below";
    const level = Math.abs(gap) <= 1e-9 * Math.max(1, Math.abs(at));
    return { at, text: words(level ? "level_at" : `${gap > 0 ? "lost" : "closed"}_${way}`, { number: numbers.plain(Number(at.toPrecision(3))) }) };
  }

  /** Marks where each driver alone would bring us level, or takes the marks away. Levers add `steps` to what sliders say. */
  function mark({ weights, ratings }, who, on, steps) {
    const found = on ? closing(study, weights, ratings, who) : null;
    rows.forEach((row, d) => {
      const [one, { worst, best }] = [found?.drivers[d], study.drivers[d]];
      const by = (steps?.[d] ?? 0) * (best - worst);
      const at = one && one.rating - by;
      const reached = at >= Math.min(worst, best) && at <= Math.max(worst, best);
      row.setNeeds(one && { rating: levelText(by && !reached ? NaN : at, one.now - by, found.gap), weight: levelText(one.weight, weights[d], found.gap) });
    });
  }

  /** What hangs on each move: shares of 100, which rows differ from the start, and what the customer keeps. */
  function follow(now, differs, digits) {
    rows.forEach((row, d) => {
      if (study.points) row.setShare(words("share", { share: numbers.number(now.scaled[d], 1) }));
      row.setMoved(differs(d));
    });
    const { price } = study;
    if (price !== null && now.rival >= 0 && !Number.isNaN(now.gap.known)) {
      const { known } = now.gap;
      const rest = numbers.amount(known - now.gaps[price].known, digits, true);
      const amount = numbers.amount(Math.abs(known), digits);
      rows[price].setKeeps(words(known < 0 ? "worse_off" : "keeps", { rest, amount, rival: study.offerings[now.rival].name }));
    } else if (price !== null) rows[price].setKeeps("");
  }

  /** Shows one driver alone and puts the hand on its slider; or, without one, all as before. */
  function only(chosen) {
    if (chosen === null) { show(); return; }
    rows.forEach((row, d) => { row.node.hidden = d !== chosen; });
    rows[chosen].rating.slider.focus();
  }

  return { node, order: () => order, only, sort, setWhose, set, mark, follow };
}
