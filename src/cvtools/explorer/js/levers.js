// The switchboard of levers: which are on, and how far; what they add to where we stand, which stops at the anchors.

import { element, setText } from "./controls.js";

const WHOLE = 100;

/** `onChange()` hears of each move. Of a group one lever at most is on; with a lever goes what it needs. */
export function switchboard(study, { words, numbers, onChange }) {
  const { list = [], effects = [], segments = [], money = ["", ""], timed } = study.levers ?? {};
  const costs = (cost) => numbers.money(cost, money);
  const pulls = list.map(() => 0);
  const summary = element("summary");
  const rows = list.map(({ name, cost }, l) => {
    const box = element("input", { type: "checkbox" });
    const far = element("input", { type: "range", max: WHOLE, step: 5, value: WHOLE, className: "cvx-far", attributes: { "aria-label": words("how_far", { lever: name }) } });
    const label = element("label", {}, box, name);
    const text = element("span", { className: "cvx-beside" });
    box.addEventListener("change", () => { turn(l, box.checked); show(); onChange(); });
    far.addEventListener("input", () => { turn(l, far.value > 0, far.value / WHOLE); show(); onChange(); });
    return { node: element("div", { className: "cvx-lever" }, label, text, far), box, far, text, cost: costs(cost) };
  });
  const node = element("details", { className: "cvx-levers", open: true, hidden: !list.length },
    summary, element("div", { className: "cvx-board" }, ...rows.map((row) => row.node)),
    ...(timed ? [element("p", { className: "cvx-note" }, words("full_size"))] : []));

  function turn(l, on, far = rows[l].far.value / WHOLE || 1) {
    pulls[l] = on ? far : 0;
    list.forEach(({ group, needs }, k) => {
      if (on && k !== l && group && group === list[l].group) turn(k, false);
      if (on && list[l].needs.includes(k) && !pulls[k]) turn(k, true, 1);
      if (!on && needs.includes(l) && pulls[k]) turn(k, false);
    });
  }

  function show() {
    rows.forEach(({ box, far, text, cost }, l) => {
      box.checked = pulls[l] > 0;
      if (pulls[l]) far.value = pulls[l] * WHOLE;
      far.setAttribute("aria-valuetext", numbers.share(pulls[l]));
      setText(text, pulls[l] ? `${numbers.share(pulls[l])} · ${cost}` : cost);
    });
    setText(summary, told());
  }

  const on = () => pulls.flatMap((pull, l) => (pull ? [l] : []));

  /** How many are on, and what they cost: as much as if they were pulled in full. */
  function told() {
    const cost = costs(on().reduce((total, l) => total + list[l].cost, 0));
    return list.length ? words("levers_on", { count: on().length, all: list.length, cost }) : "";
  }

  show();
  return {
    node, told, pulls,
    isOn: () => on().length > 0,
    listed: () => on().map((l) => `${list[l].name}: ${numbers.share(pulls[l])}`),
    reset() { pulls.fill(0); show(); },
    /** What they add to our utility in a segment, by driver; nothing where none is on. */
    steps(s) {
      if (!on().length) return null;
      const found = study.drivers.map(() => 0);
      for (const [l, d, k] of segments[s]) found[d] += pulls[l] * effects[k][0];
      return found;
    },
  };
}

/** The states with our ratings as levers leave them. */
export function pushed(study, states, steps) {
  return states.map((state, s) => {
    const step = steps(s);
    if (!step) return state;
    const at = (rating, { worst, best }, by) => {
      const utility = (rating - worst) / (best - worst) + by;
      return !by ? rating : utility >= 1 ? best : utility <= 0 ? worst : worst + utility * (best - worst);
    };
    return { ...state, ratings: state.ratings.map((row, o) => (o === study.ours ? row.map((rating, d) => at(rating, study.drivers[d], step[d])) : row)) };
  });
}
