// The scenarios that were kept: beside the start and the present state, in one table, with ways to file them.

import { element } from "./controls.js";
import { LONGEST_FILE, asFile, countOf, fileName, ofFile } from "./scenarios.js";

/** `result(scenario)` gives { value, gap, rival, changes } in words; `save(scenario)` (if the study has a place) gives its place. */
export function shelf(study, { words, kept, unfit, current, result, show, save, onKept, onRemove }) {
  const name = element("input", { type: "text", className: "cvx-title", maxLength: 200, placeholder: words("scenario_name") });
  name.setAttribute("aria-label", words("scenario_name"));
  const keep = element("button", { type: "button", textContent: words("keep") });
  const upload = element("input", { type: "file", accept: ".yaml,.yml,.json" });
  const load = element("label", { className: "cvx-load" }, element("span", { textContent: words("load") }), upload);
  const told = element("p", { className: "cvx-told", attributes: { role: "status" } });
  const body = element("tbody");
  const heads = ["scenario_name", "of_ours", "best_alternative", "the_gap", "changes"].map((key) =>
    element("th", { scope: "col", textContent: words(key, { ours: study.offerings[study.ours].name }) }));
  heads.push(element("td"));
  const table = element("table", { className: "cvx-table" }, element("thead", {}, element("tr", {}, ...heads)), body);
  const wide = element("div", { className: "cvx-wide", tabIndex: 0, attributes: { role: "region", "aria-label": words("scenarios") } }, table);
  const node = element("section", { className: "cvx-scenarios" },
    element("h3", { textContent: words("scenarios") }),
    element("div", { className: "cvx-keep" }, name, keep, load), told, wide);
  const scenarios = new Map(kept.map((scenario) => [scenario.name, scenario]));

  const tell = (text, bad = false) => { told.textContent = text; told.classList.toggle("cvx-bad", bad); };

  function button(key, scenario, action) {
    const one = element("button", { type: "button", textContent: words(key) });
    one.setAttribute("aria-label", words(`${key}_one`, { name: scenario.name }));
    one.addEventListener("click", () => action(scenario));
    return one;
  }

  function row(title, scenario, actions) {
    const { value, gap, rival, changes } = result(scenario);
    const cells = [value, rival, gap, changes].map((text) => element("td", { textContent: text }));
    return element("tr", {}, element("th", { scope: "row", textContent: title }), ...cells, element("td", { className: "cvx-actions" }, ...actions));
  }

  function refresh() {
    node.classList.toggle("cvx-empty", !scenarios.size);
    const nothing = { name: words("start"), ratings: {}, weights: {} };
    body.replaceChildren(row(words("start"), nothing, []), row(words("now"), current(), []), ...[...scenarios.values()].map((scenario) =>
      row(scenario.name, scenario, [
        button("show", scenario, show),
        ...(save ? [button("into_study", scenario, file)] : []),
        button("as_file", scenario, download),
        button("remove", scenario, remove),
      ])));
  }

  /** Puts a scenario into the list, beside another one of its name; returns it as it is called there. */
  function put(scenario) {
    const content = ({ ratings, weights }) => JSON.stringify([ratings, weights]);
    let { name } = scenario;
    for (let n = 2; scenarios.has(name) && content(scenarios.get(name)) !== content(scenario); n += 1) name = `${scenario.name} (${n})`;
    const named = { ...scenario, name };
    scenarios.set(name, named);
    onKept([...scenarios.values()]);
    refresh();
    return named;
  }

  keep.addEventListener("click", () => {
    const scenario = { name: name.value.trim(), ...current() };
    if (!scenario.name) { tell(words("name_needed"), true); name.focus(); return; }
    if (!countOf(scenario)) { tell(words("nothing_changed"), true); return; }
    tell(words("kept", { name: put(scenario).name }));
  });
  name.addEventListener("keydown", (event) => { if (event.key === "Enter") keep.click(); });

  async function remove(scenario) {
    try {
      await onRemove(scenario.name);
    } catch (error) {
      tell(error.message === "no answer" ? words("no_answer") : error.message, true);
      return;
    }
    scenarios.delete(scenario.name);
    onKept([...scenarios.values()]);
    refresh();
    tell(words("removed", { name: scenario.name }));
  }

  async function file(scenario) {
    try {
      tell(words("saved", { place: await save(scenario) }));
    } catch (error) {
      tell(error.message === "no answer" ? words("no_answer") : words("not_saved", { reason: error.message }), true);
    }
  }

  function download(scenario) {
    const address = URL.createObjectURL(new Blob([asFile(study, scenario)], { type: "application/yaml" }));
    const link = element("a", { href: address, download: fileName(scenario.name) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    tell(words("saved", { place: link.download }));
  }

  upload.addEventListener("change", async () => {
    const [chosen] = upload.files;
    if (!chosen) return;
    const text = chosen.size > LONGEST_FILE ? "" : await chosen.text().catch(() => "");
    upload.value = ""; // so that the same file can be chosen again
    if (chosen.size > LONGEST_FILE) { tell(words("too_large", { file: chosen.name }), true); return; }
    const { scenario, older, wrong, fields } = ofFile(study, text, chosen.name);
    if (wrong) { tell(words(wrong, fields), true); return; }
    show(scenario);
    tell(words(older ? "loaded_older" : "loaded", { name: put(scenario).name }));
  });

  refresh();
  if (unfit.length) tell(words("unfit", { files: unfit.join(", ") }), true);
  // Only this row changes with a move; the others stay as they are under the user's hand.
  const move = () => body.children[1].replaceWith(row(words("now"), current(), []));
  return { node, refresh, move };
}
