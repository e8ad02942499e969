// Fields: what they hold, and what is said of it.

import { h } from "./patch.js";

/** A field with what is said of it. */
export function field(cell, label, id, column, form) {
  const at = cell.at.join("\n");
  const text = form.typed(at) ?? cell.text;
  const message = text === cell.text ? cell.message : ""; // being typed: what was said is of the old text
  const common = {
    key: "field", id, value: text, "aria-label": label, "data-at": at, "data-column": column ?? "",
    "aria-invalid": message && cell.level === "wrong" ? "true" : false,
    "aria-describedby": message ? `${id}-m` : false,
    onfocus: cell.choose ? () => form.choose(cell.at) : null,
    onblur: () => form.finish(),
  };
  const typing = { oninput: (e) => form.type(at, e.target.value, false), onchange: (e) => form.type(at, e.target.value, true) };
  const fix = message && cell.fix && h("button", { key: "fix", type: "button", class: "cvt-fix", onclick: () => form.type(at, cell.fix.text, true) }, cell.fix.label);
  const said = message && h("div", { key: "m", class: "cvt-said" },
    h("div", { key: "t", id: `${id}-m`, class: `cvt-message cvt-${cell.level}` }, message), fix);
  return [input(cell, common, typing, text, form), said];
}

function input(cell, common, typing, text, form) {
  const at = common["data-at"];
  if (cell.input === "select") {
    const known = cell.options.some((group) => group.options.some(([code]) => code === text));
    const other = known ? null : h("option", { key: `other ${text}`, value: text }, text || "–");
    return h("select", { ...common, onchange: typing.onchange }, other, choices(cell.options));
  }
  if (cell.input === "area") return h("textarea", { ...common, ...typing, rows: "3" });
  if (cell.input === "line") return h("textarea", { ...common, ...typing, rows: "1", class: "cvt-line", spellcheck: "false" });
  const box = h("input", {
    ...common, ...typing, type: "text", placeholder: cell.hint || false, autocomplete: "off", spellcheck: "false",
    inputmode: cell.number ? "decimal" : false, class: cell.number ? "cvt-number" : false,
  });
  if (cell.input !== "swing") return box;
  const value = Number((text || cell.hint || "").replace(/\s/g, "").replace(",", ".")); // what holds for every segment, until there is an own one
  const slid = (done) => (e) => form.type(at, e.target.value.replace(".", form.view().decimal), done);
  return [
    h("input", {
      key: "range", type: "range", min: "0", max: String(cell.most), step: "1", value: Number.isFinite(value) ? value : 0,
      "aria-label": common["aria-label"], "aria-valuetext": text || form.view().words.blank,
      class: text || cell.hint ? "" : "cvt-none", onfocus: common.onfocus, "data-at": at, "data-column": common["data-column"],
      oninput: slid(false), onchange: slid(true),
    }),
    box,
  ];
}

/** What there is to choose from, in groups where they have a name. */
export function choices(groups) {
  return groups.map(({ label, options }, i) => {
    const items = options.map(([code, name]) => h("option", { key: code, value: code }, name));
    return label ? h("optgroup", { key: `g${i}`, label }, items) : items;
  });
}
