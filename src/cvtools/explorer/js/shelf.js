// The scenarios that are kept: saved at once, compared beside the start and the present state, and filed.

import { countedScenarios } from "./certainty.js";
import { comparison } from "./compare.js";
import { element } from "./controls.js";
import { LONGEST_FILE, asFile, countOf, fileName, ofFile, statesOf } from "./scenarios.js";
import { linkTo } from "./store.js";

/**
 * `store` keeps them (see store.js and widget.js); `given` came with the study and stay as they are. `show(scenario)` moves
 * the sliders, `startFrom(scenario)` compares with it from then on, `current()` is what the sliders show (with
 * levers on: with what they add, and beside it the sliders alone and how far each is pulled).
 */
export function shelf(study, { words, numbers, store, given, unfit, digits, current, show, startFrom, links }) {
  const name = element("input", { type: "text", className: "cvx-title", maxLength: 200, placeholder: words("scenario_name") });
  name.setAttribute("aria-label", words("scenario_name"));
  const keep = element("button", { type: "button", textContent: words("keep") });
  const upload = element("input", { type: "file", accept: ".yaml,.yml,.json" });
  const load = element("label", { className: "cvx-load" }, element("span", { textContent: words("load") }), upload);
  const told = element("p", { className: "cvx-told", attributes: { role: "status" } });
  const sure = countedScenarios(study, () => table.again(digits()));
  const table = comparison(study, { words, numbers, sure });
  const wide = element("div", { className: "cvx-wide", tabIndex: 0, attributes: { role: "region", "aria-label": words("scenarios") } }, table.node);
  const node = element("section", { className: "cvx-scenarios" },
    element("h3", { textContent: words("scenarios") }),
    element("div", { className: "cvx-keep" }, name, keep, load),
    element("p", { className: "cvx-note cvx-where", textContent: words(store.where) }), told, wide);
  let scenarios = store.read();

  function tell(text, bad = false, ...buttons) {
    told.replaceChildren(text, ...buttons);
    told.classList.toggle("cvx-bad", bad);
  }

  const press = (text, label, action) => {
    const one = element("button", { type: "button", textContent: text, attributes: { "aria-label": label } });
    one.addEventListener("click", action);
    return one;
  };
  const button = (key, scenario, action) => press(words(key), words(`${key}_one`, { name: scenario.name }), (event) => action(scenario, event));

  function actions(scenario, at) {
    const mine = at >= 0;
    const more = [
      button("start_from", scenario, startFrom), button("duplicate", scenario, duplicate), button("as_file", scenario, download),
      ...(links ? [button("link", scenario, copyLink)] : []),
      ...(mine ? [button("rename", scenario, rename), button("remove", scenario, remove)] : []),
      ...(mine && at > 0 ? [button("up", scenario, () => order(at, at - 1))] : []),
      ...(mine && at < scenarios.length - 1 ? [button("down", scenario, () => order(at, at + 1))] : []),
    ];
    const menu = element("details", { className: "cvx-menu" }, element("summary", { textContent: "⋯", attributes: { "aria-label": words("more", { name: scenario.name }) } }), ...more);
    return [button("show", scenario, show), menu];
  }

  function refresh() {
    node.classList.toggle("cvx-empty", !scenarios.length && !given.length);
    const row = (title, scenario, buttons = []) => ({ title, scenario, actions: buttons });
    table.show([
      row(words("start"), {}), row(words("now"), current()),
      ...given.map((one) => row(one.name, one, actions(one, -1))), ...scenarios.map((one, at) => row(one.name, one, actions(one, at))),
    ], digits());
    count();
  }

  /** Asks how sure the gaps are, as soon as there is something to compare. */
  function count() {
    const now = current();
    if (countOf(now) || given.length || scenarios.length) sure.want([{}, now, ...given, ...scenarios], statesOf);
  }

  /** Makes a change of the list last, and says so or why not; what could not be saved stays on the page. */
  async function commit(list, text, change, ...buttons) {
    scenarios = list.map((one, order) => ({ ...one, order }));
    refresh();
    tell(text, false, ...buttons);
    try {
      const saved = (change.saved ?? []).map((wanted) => scenarios.find((one) => one.name === wanted));
      await store.write(scenarios, { saved, removed: change.removed ?? [] });
    } catch (error) {
      const full = error.name === "QuotaExceededError";
      tell(full ? words("store_full") : error.message === "no answer" ? words("no_answer") : words("not_saved", { reason: error.message }), true, ...buttons);
    }
  }

  /** A name that nothing else has. */
  function free(wanted, but = "") {
    const taken = new Set([...given, ...scenarios].map((one) => one.name));
    taken.delete(but);
    let found = wanted;
    for (let n = 2; taken.has(found); n += 1) found = `${wanted} (${n})`;
    return found;
  }

  function add(scenario, key, at = scenarios.length) {
    const content = (one) => asFile(study, { ...one, name: "" });
    const called = ({ name }) => name === scenario.name || (name.startsWith(`${scenario.name} (`) && /^\(\d+\)$/.test(name.slice(scenario.name.length + 1)));
    const there = [...given, ...scenarios].find((one) => called(one) && content(one) === content(scenario));
    if (there && key !== "duplicated") { tell(words(key, { name: there.name })); return; }
    const named = { ...scenario, name: free(scenario.name) };
    commit(scenarios.toSpliced(at, 0, named), words(key === "duplicated" ? "kept" : key, { name: named.name }), { saved: [named.name] });
  }

  const duplicate = (scenario) => add(scenario, "duplicated");

  /** The name turns into a field; Enter or leaving it renames, Escape does not. */
  function rename(scenario, { target }) {
    const box = element("input", { type: "text", className: "cvx-title", maxLength: 200, value: scenario.name, attributes: { "aria-label": words("new_name") } });
    target.closest("tr").querySelector("th").replaceChildren(box);
    box.select();
    box.focus();
    box.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") box.value = scenario.name;
      if (key === "Escape" || key === "Enter") box.blur();
    });
    box.addEventListener("blur", () => renameTo(scenario, box.value.trim()));
  }

  function renameTo(scenario, wanted) {
    if (!wanted || wanted === scenario.name) { refresh(); return; }
    const to = free(wanted, scenario.name);
    commit(scenarios.map((one) => (one === scenario ? { ...one, name: to } : one)), words("renamed", { name: to }), { saved: [to], removed: [scenario.name] });
  }

  function order(from, to) {
    const list = scenarios.toSpliced(from, 1).toSpliced(to, 0, scenarios[from]);
    commit(list, words("moved", { name: scenarios[from].name }), { saved: list.map((one) => one.name) });
  }

  function remove(scenario) {
    const at = scenarios.indexOf(scenario);
    const undo = press(words("undo"), words("undo"), () => add(scenario, "kept", Math.min(at, scenarios.length)));
    commit(scenarios.filter((one) => one !== scenario), words("removed", { name: scenario.name }), { removed: [scenario.name] }, " ", undo);
  }

  function download(scenario) {
    const address = URL.createObjectURL(new Blob([asFile(study, scenario)], { type: "application/yaml" }));
    const link = element("a", { href: address, download: fileName(scenario.name) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    tell(words("saved", { place: link.download }));
  }

  async function copyLink(scenario) {
    const address = linkTo(study, scenario);
    try {
      await navigator.clipboard.writeText(address);
      tell(words("link_copied", { name: scenario.name }));
    } catch {
      tell(words("link_here"), false, " ", element("a", { href: address, textContent: scenario.name }));
    }
  }

  keep.addEventListener("click", () => {
    const { ratings, weights, rivals } = current();
    const scenario = { name: name.value.trim(), ratings, weights, rivals };
    if (!scenario.name) { tell(words("name_needed"), true); name.focus(); return; }
    if (!countOf(scenario)) { tell(words("nothing_changed"), true); return; }
    add(scenario, "kept");
  });
  name.addEventListener("keydown", (event) => { if (event.key === "Enter") keep.click(); });

  /** Shows a scenario that comes from elsewhere, or says why not. */
  function open({ scenario, older, wrong, fields }, key) {
    if (wrong) { tell(words(wrong, fields), true); return; }
    show(scenario);
    if (key === "loaded") add(scenario, older ? "loaded_older" : key);
    else tell(words(key, { name: scenario.name }));
  }

  upload.addEventListener("change", async () => {
    const [chosen] = upload.files;
    if (!chosen) return;
    const text = chosen.size > LONGEST_FILE ? "" : await chosen.text().catch(() => "");
    upload.value = ""; // so that the same file can be chosen again
    open(chosen.size > LONGEST_FILE ? { wrong: "too_large", fields: { file: chosen.name } } : ofFile(study, text, chosen.name), "loaded");
  });

  function offerOlder() {
    const older = store.older?.() ?? [];
    if (!older.length || scenarios.length) return;
    const list = numbers.listed(older.map((one) => one.name));
    tell(words("of_older", { names: list }), false, " ", press(words("take_over"), words("take_over"), () =>
      commit([...scenarios, ...older], words("kept", { name: list }), { saved: older.map((one) => one.name) })));
  }

  refresh();
  offerOlder();
  if (unfit.length) tell(words("unfit", { files: unfit.join(", ") }), true);
  const deaf = store.listen?.((list) => { scenarios = list; refresh(); });
  return {
    node, refresh, open, count: sure.open,
    move() { count(); table.move(1, current(), digits()); },
    close() { deaf?.(); sure.close(); },
  };
}
