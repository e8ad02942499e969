// Blocks, the parts of a page: texts, buttons, lists to choose from, fields, tables. Each is a function of what Python
// says is to be seen, and of the form whose hands it moves.

import { choices, field } from "./fields.js";
import { h } from "./patch.js";

/** A page's blocks, in their order. */
export function page(form) {
  const { blocks, tab } = form.view();
  return blocks.map((block, i) => {
    const made = BLOCKS[block.is](block, form, `${form.me}-${tab ?? ""}-${block.id ?? i}`);
    made.props.key = `${tab ?? ""} ${block.id ?? i}`;
    return made;
  });
}

export function button(item, { act }, key = item.label) {
  return h("button", {
    key, type: "button", class: item.style ?? "", disabled: item.off || false, "aria-label": item.name || false,
    "data-does": item.does.do, onclick: () => act(item.does),
  }, item.label);
}

const BLOCKS = {
  text: (b) => h(b.style === "heading" ? "h4" : "p", { class: `cvt-${b.style}` }, b.text),
  list: (b, form) => h("ul", { class: "cvt-list" }, b.items.map((item, i) =>
    h("li", { key: i }, item.text, item.button ? [" ", button(item.button, form, "b")] : null))),
  buttons: (b, form) => h("div", { class: "cvt-buttons" },
    b.items.map((item) => button(item, form)), b.note ? h("span", { key: "note", class: "cvt-note" }, b.note) : null),
  upload: (b, form) => h("label", { class: "cvt-upload" }, b.label, h("input", {
    key: "file", type: "file", class: "cvt-unseen", accept: ".xlsx",
    onchange: (e) => {
      form.upload(e.target.files[0]);
      e.target.value = "";
    },
  })),
  pick: (b, form) => h("label", { class: "cvt-pick" }, h("span", { key: "l" }, b.label), h("select", {
    key: "s", value: b.value,
    onchange: (e) => {
      form.act({ ...b.does, value: e.target.value });
      if (b.back) e.target.value = b.value;
    },
  }, choices(b.options))),
  fields: (b, form, id) => h("fieldset", { class: "cvt-fields", disabled: b.id === "detail" && form.choosing() },
    b.title ? h("h4", { key: "title", class: "cvt-heading" }, b.title) : null,
    b.fields.map((cell, i) => h("div", { key: cell.at.join("/"), class: `cvt-field ${cell.wide || cell.input === "area" ? "cvt-wide" : ""}` },
      h("label", { key: "label", for: `${id}-${i}` }, cell.label), field(cell, cell.label, `${id}-${i}`, "", form)))),
  table: (b, form, id) => h("div", { class: "cvt-table" },
    h("table", { role: "table", "data-table": b.table, "data-add": b.add ? b.table : false, "data-paste": b.paste || false },
      h("caption", { key: "c", class: "cvt-unseen" }, b.caption),
      h("thead", { key: "h", role: "rowgroup" }, heads(b, form)),
      h("tbody", { key: "b", role: "rowgroup" }, b.rows.map((row) => tableRow(b, row, form, id))))),
};

function heads(b, form) {
  const cells = b.columns.map((c) => h("th", { key: c.id, role: "columnheader", scope: "col", class: `cvt-${c.size ?? "middle"} ${c.right ? "cvt-right" : ""}` },
    c.label, c.under ? h("small", { key: "u" }, c.under) : null));
  if (b.removable) {
    cells.push(h("th", { key: "remove", role: "columnheader", scope: "col", class: "cvt-end" },
      h("span", { key: "s", class: "cvt-unseen" }, form.view().words.remove)));
  }
  return h("tr", { role: "row" }, cells);
}

function tableRow(b, row, form, id) {
  const cells = row.cells.map((cell, i) => tableCell(cell, b.columns[i], row, form, id));
  if (b.removable) {
    const item = { label: "×", name: `${form.view().words.remove}: ${row.label}`, style: "cvt-remove", does: { do: "remove", table: b.table, row: row.key } };
    cells.push(h("td", { key: "remove", role: "cell", class: "cvt-end" }, button(item, form)));
  }
  return h("tr", { key: row.key, role: "row", "data-row": row.key }, cells);
}

function tableCell(cell, column, row, form, id) {
  const where = { key: column.id, "data-label": column.label };
  if (cell.input === "head") {
    return h("th", { ...where, role: "rowheader", scope: "row" },
      h("span", { key: "n" }, cell.text), cell.under ? h("small", { key: "u" }, cell.under) : null);
  }
  if (cell.input === "static") return h("td", { ...where, role: "cell", class: `cvt-static cvt-${column.size ?? "middle"}` }, cell.text);
  return h("td", { ...where, role: "cell", class: `${cell.chosen ? "cvt-chosen" : ""} ${cell.input === "swing" ? "cvt-swing" : ""}` },
    field(cell, `${column.label}, ${row.label}`, `${id}-${row.key}-${column.id}`, column.id, form));
}

/** The tabs above a page, one for each; arrow keys go from one to the next. */
export function tabList({ view, me, act }) {
  const { tabs, tab, title } = view();
  if (!tabs) return null;
  const go = (event, by) => {
    const next = tabs[(tabs.findIndex(({ id }) => id === tab) + by + tabs.length) % tabs.length];
    event.preventDefault();
    act({ do: "tab", value: next.id });
    event.target.closest("[role=tablist]").querySelector(`[data-tab="${next.id}"]`).focus();
  };
  return h("div", { key: "tabs", role: "tablist", "aria-label": title, class: "cvt-tabs" }, tabs.map(({ id, label, count, count_label: counted }) =>
    h("button", {
      key: id, type: "button", role: "tab", id: `${me}-${id}`, "data-tab": id, "aria-selected": String(id === tab), "aria-controls": `${me}-panel`,
      tabindex: id === tab ? "0" : "-1", onclick: () => act({ do: "tab", value: id }),
      onkeydown: (event) => (event.key === "ArrowRight" ? go(event, 1) : event.key === "ArrowLeft" ? go(event, -1) : null),
    }, label, count ? h("span", { key: "n", class: "cvt-count", "aria-label": counted }, String(count)) : null)));
}
