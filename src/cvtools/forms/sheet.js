// Draws what Python says is to be seen, and sends back what is done. Text is only ever set as text, never as HTML.
//
// What was typed stays here until Python says that it has it (`seen`), so an answer that is late never takes back a
// letter, and nothing is drawn anew that did not change: focus and caret stay where they are.

const PAUSE = 200; // ms after the last key until a text is sent
const REST = 1200; // ms after which whoever types is taken to have finished
const PATIENCE = 4000; // ms without an answer until we say that it is not saved
const ONE_LINE = 40; // px: a text that is higher has several lines
const PART = 2_000_000; // bytes of a file in one message

// -- a page as nested lists, made real with as few changes as can be ---------------------------------------------

const real = (children) => children.flat(Infinity).filter((child) => child != null && child !== false && child !== "");
const h = (tag, props = {}, ...children) => ({ tag, props, children: real(children) });

function patch(parent, wanted) {
  const keyOf = (w, i) => (typeof w === "string" ? `text ${i}` : `${w.tag} ${w.props.key ?? i}`);
  const keys = wanted.map(keyOf);
  const known = new Map();
  for (const node of [...parent.childNodes]) {
    if (keys.includes(node.cvKey) && !known.has(node.cvKey)) known.set(node.cvKey, node);
    else node.remove();
  }
  let next = parent.firstChild;
  wanted.forEach((w, i) => {
    let node = known.get(keys[i]);
    if (!node) {
      node = typeof w === "string" ? document.createTextNode(w) : document.createElement(w.tag);
      node.cvKey = keys[i];
    }
    if (node === next) next = node.nextSibling;
    else parent.insertBefore(node, next);
    if (typeof w === "string") {
      if (node.data !== w) node.data = w;
    } else update(node, w);
  });
}

function update(node, { props, children }) {
  const before = node.cvProps ?? {};
  for (const name of Object.keys(before)) if (!(name in props) && !name.startsWith("on")) node.removeAttribute(name);
  for (const [name, value] of Object.entries(props)) {
    if (name === "key" || name === "value") continue;
    if (name.startsWith("on")) node[name] = value;
    else if (value === false || value == null) node.removeAttribute(name);
    else if (before[name] !== value) node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const name of Object.keys(before)) if (name.startsWith("on") && !(name in props)) node[name] = null;
  node.cvProps = props;
  patch(node, children);
  if ("value" in props && node.value !== String(props.value)) node.value = props.value;
}

// -- one form ----------------------------------------------------------------------------------------------------

function form(model, el) {
  const me = Math.random().toString(36).slice(2);
  const local = new Map(); // address → { text, seq }: what was typed and Python does not have yet
  let seq = 0, silent = false, unfinished = false, acted = false, focused = 0;
  let chosen = "", choosing = 0; // the row that more is asked about, and the message that asks
  let pause = null, rest = null, watch = null;
  const root = document.createElement("div");
  root.className = "cvt-form";
  root.dataset.lmSuppressShortcuts = "true"; // the notebook's own keys rest while a field has the focus
  root.tabIndex = -1; // so that a click between the fields does not select the cell and its keys
  el.append(root);

  const view = () => model.get("view");
  const words = () => view().words;

  function send(message, buffers) {
    seq += 1;
    acted = true;
    try {
      model.send({ ...message, from: me, seq }, undefined, buffers);
    } catch {
      silent = true;
    }
    clearTimeout(watch);
    watch = setTimeout(look, PATIENCE);
    return seq;
  }

  function look() {
    const waiting = (view().seen?.[me] ?? 0) < seq;
    if (waiting !== silent) {
      silent = waiting;
      render();
    }
    if (waiting) watch = setTimeout(look, 1000);
  }

  function flush(done) {
    clearTimeout(pause);
    for (const [at, entry] of local) {
      if (entry.seq) continue;
      entry.seq = send({ do: "set", at: at.split("\n"), text: entry.text, done });
      unfinished = !done;
    }
    clearTimeout(rest);
    if (unfinished && !done) rest = setTimeout(finish, REST);
  }

  function finish() {
    const typed = [...local.values()].some((entry) => !entry.seq);
    flush(true);
    if (!typed && unfinished) send({ do: "finish" });
    unfinished = false;
  }

  function type(at, text, done) {
    local.set(at, { text, seq: 0 });
    clearTimeout(pause);
    if (done) flush(true);
    else pause = setTimeout(() => flush(false), PAUSE);
    render();
  }

  function act(message) {
    finish();
    chosen = "";
    send(message);
  }

  function choose(at) {
    if (chosen === at[1]) return;
    act({ do: "choose", at });
    [chosen, choosing] = [at[1], seq];
    render(); // what is said about the one before must not be typed into any more
  }

  function key(event) {
    const input = event.target;
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (command && !event.altKey && (letter === "z" || letter === "y")) {
      event.preventDefault();
      act({ do: letter === "y" || event.shiftKey ? "redo" : "undo" });
    } else if (input.dataset?.at && (input.tagName !== "TEXTAREA" || line(input)) && !event.isComposing) {
      const vertical = input.tagName === "INPUT" ? input.type !== "range" : line(input) && input.clientHeight < ONE_LINE;
      if (event.key === "Enter" && input.tagName !== "SELECT") {
        event.preventDefault();
        if (!down(input, event.shiftKey ? -1 : 1)) finish();
      } else if (vertical && event.key === "ArrowDown" && down(input, 1, true)) event.preventDefault();
      else if (vertical && event.key === "ArrowUp" && down(input, -1, true)) event.preventDefault();
    }
    event.stopPropagation();
  }

  const line = (input) => input.classList.contains("cvt-line");

  function down(input, step, stay) {
    const row = input.closest("[data-row]");
    if (!row) return false;
    const column = input.dataset.column;
    const kind = `[data-column="${CSS.escape(column)}"]`;
    let other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (other && !other.querySelector(kind)) other = step > 0 ? other.nextElementSibling : other.previousElementSibling;
    if (other) {
      const field = [...other.querySelectorAll(kind)].find((item) => item.type === input.type) ?? other.querySelector(kind);
      field.focus();
      field.select?.();
      return true;
    }
    const add = row.closest("[data-table]")?.dataset.add;
    if (stay || step < 0 || !add) return false;
    act({ do: "add", table: add });
    return true;
  }

  function paste(event) {
    const at = event.target.dataset?.at;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const block = text.replace(/\r?\n$/, "");
    if (!at || !event.target.closest("[data-paste]") || !/[\t\n\r]/.test(block)) return;
    event.preventDefault();
    event.target.blur();
    act({ do: "paste", at: at.split("\n"), text });
  }

  async function upload(file) {
    if (!file) return;
    if (file.size > view().most_bytes) {
      send({ do: "too_large", name: file.name, bytes: file.size });
      return;
    }
    finish();
    const data = await file.arrayBuffer();
    const parts = Math.max(1, Math.ceil(data.byteLength / PART));
    for (let part = 0; part < parts; part += 1) {
      send({ do: "upload", name: file.name, part, parts }, [data.slice(part * PART, (part + 1) * PART)]);
    }
  }

  function received(message, buffers) {
    if (message.file === undefined || message.to !== me) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
    link.download = message.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // -- fields ----------------------------------------------------------------------------------------------------

  function field(cell, label, id, column) {
    const at = cell.at.join("\n");
    const text = local.get(at)?.text ?? cell.text;
    const same = local.has(at) && local.get(at).text !== cell.text; // being typed: what was said is of the old text
    const message = same ? "" : cell.message;
    const common = {
      key: "field", id, value: text, "aria-label": label, "data-at": at, "data-column": column ?? "",
      "aria-invalid": message && cell.level === "wrong" ? "true" : false,
      "aria-describedby": message ? `${id}-m` : false,
      onfocus: cell.choose ? () => choose(cell.at) : null,
      onblur: () => finish(),
    };
    const typing = { oninput: (e) => type(at, e.target.value, false), onchange: (e) => type(at, e.target.value, true) };
    return [input(cell, common, typing, at, text, label), message ? h("div", { key: "m", id: `${id}-m`, class: `cvt-message cvt-${cell.level}` }, message) : null];
  }

  function input(cell, common, typing, at, text, label) {
    if (cell.input === "select") {
      const known = cell.options.some((group) => group.options.some(([code]) => code === text));
      const options = cell.options.map((group, i) => {
        const items = group.options.map(([code, name]) => h("option", { key: code, value: code }, name));
        return group.label ? h("optgroup", { key: `g${i}`, label: group.label }, items) : items;
      });
      const other = known ? null : h("option", { key: `other ${text}`, value: text }, text || "–");
      return h("select", { ...common, onchange: typing.onchange }, other, options);
    }
    if (cell.input === "area") return h("textarea", { ...common, ...typing, rows: "3" });
    if (cell.input === "line") return h("textarea", { ...common, ...typing, rows: "1", class: "cvt-line", spellcheck: "false" });
    const box = h("input", {
      ...common, ...typing, type: "text", placeholder: cell.hint || false, autocomplete: "off", spellcheck: "false",
      inputmode: cell.number ? "decimal" : false, class: cell.number ? "cvt-number" : false,
    });
    if (cell.input !== "swing") return box;
    const value = Number((text || cell.hint || "").replace(/\s/g, "").replace(",", ".")); // what holds for every segment, until there is an own one
    const slid = (done) => (e) => type(at, e.target.value.replace(".", view().decimal), done);
    return [
      h("input", {
        key: "range", type: "range", min: "0", max: String(cell.most), step: "1", value: Number.isFinite(value) ? value : 0,
        "aria-label": label, "aria-valuetext": text || words().blank,
        class: text || cell.hint ? "" : "cvt-none", onfocus: common.onfocus, "data-at": at, "data-column": common["data-column"],
        oninput: slid(false), onchange: slid(true),
      }),
      box,
    ];
  }

  const button = (item, key) =>
    h("button", { key: key ?? item.label, type: "button", class: item.style ?? "", disabled: item.off || false, "aria-label": item.name || false,
      "data-does": item.does.do, onclick: () => act(item.does) }, item.label);

  // -- blocks ----------------------------------------------------------------------------------------------------

  const blocks = {
    text: (b) => h(b.style === "heading" ? "h4" : "p", { class: `cvt-${b.style}` }, b.text),
    list: (b) => h("ul", { class: "cvt-list" }, b.items.map((item, i) => h("li", { key: i }, item.text, item.button ? [" ", button(item.button, "b")] : null))),
    buttons: (b) => h("div", { class: "cvt-buttons" }, b.items.map((item) => button(item)), b.note ? h("span", { key: "note", class: "cvt-note" }, b.note) : null),
    upload: (b) => h("label", { class: "cvt-upload" }, b.label, h("input", { key: "file", type: "file", class: "cvt-unseen", accept: ".xlsx", onchange: (e) => { upload(e.target.files[0]); e.target.value = ""; } })),
    pick(b) {
      return h("label", { class: "cvt-pick" }, h("span", { key: "l" }, b.label), h("select", {
        key: "s", value: b.value, onchange: (e) => { const code = e.target.value; act({ ...b.does, value: code }); if (b.back) e.target.value = b.value; },
      }, b.options.map((group, i) => {
        const items = group.options.map(([code, name]) => h("option", { key: code, value: code }, name));
        return group.label ? h("optgroup", { key: `g${i}`, label: group.label }, items) : items;
      })));
    },
    fields: (b, id) => h("fieldset", { class: "cvt-fields", disabled: b.id === "detail" && (view().seen?.[me] ?? 0) < choosing }, b.title ? h("h4", { key: "title", class: "cvt-heading" }, b.title) : null, b.fields.map((cell, i) =>
      h("div", { key: cell.at.join("/"), class: `cvt-field ${cell.wide || cell.input === "area" ? "cvt-wide" : ""}` },
        h("label", { key: "label", for: `${id}-${i}` }, cell.label), field(cell, cell.label, `${id}-${i}`)))),
    table(b, id) {
      const head = b.columns.map((c) => h("th", { key: c.id, role: "columnheader", scope: "col", class: `cvt-${c.size ?? "middle"} ${c.right ? "cvt-right" : ""}` }, c.label, c.under ? h("small", { key: "u" }, c.under) : null));
      if (b.removable) head.push(h("th", { key: "remove", role: "columnheader", scope: "col", class: "cvt-end" }, h("span", { key: "s", class: "cvt-unseen" }, words().remove)));
      const rows = b.rows.map((row) => {
        const cells = row.cells.map((cell, i) => {
          const column = b.columns[i], where = { key: column.id, "data-label": column.label };
          if (cell.input === "head") return h("th", { ...where, role: "rowheader", scope: "row" }, h("span", { key: "n" }, cell.text), cell.under ? h("small", { key: "u" }, cell.under) : null);
          if (cell.input === "static") return h("td", { ...where, role: "cell", class: `cvt-static cvt-${column.size ?? "middle"}` }, cell.text);
          const chosen = cell.chosen ? "cvt-chosen" : "";
          return h("td", { ...where, role: "cell", class: `${chosen} ${cell.input === "swing" ? "cvt-swing" : ""}` }, field(cell, `${column.label}, ${row.label}`, `${id}-${row.key}-${column.id}`, column.id));
        });
        if (b.removable) cells.push(h("td", { key: "remove", role: "cell", class: "cvt-end" }, button({ label: "×", name: `${words().remove}: ${row.label}`, style: "cvt-remove", does: { do: "remove", table: b.table, row: row.key } })));
        return h("tr", { key: row.key, role: "row", "data-row": row.key }, cells);
      });
      return h("div", { class: "cvt-table" }, h("table", { role: "table", "data-table": b.table, "data-add": b.add ? b.table : false, "data-paste": b.paste || false },
        h("caption", { key: "c", class: "cvt-unseen" }, b.caption), h("thead", { key: "h", role: "rowgroup" }, h("tr", { role: "row" }, head)), h("tbody", { key: "b", role: "rowgroup" }, rows)));
    },
  };

  function tabs(v) {
    if (!v.tabs) return null;
    const step = (e, by) => {
      const next = v.tabs[(v.tabs.findIndex((t) => t.id === v.tab) + by + v.tabs.length) % v.tabs.length];
      e.preventDefault();
      act({ do: "tab", value: next.id });
      root.querySelector(`[data-tab="${next.id}"]`).focus();
    };
    return h("div", { key: "tabs", role: "tablist", "aria-label": v.title, class: "cvt-tabs" }, v.tabs.map((t) =>
      h("button", {
        key: t.id, type: "button", role: "tab", id: `${me}-${t.id}`, "data-tab": t.id, "aria-selected": String(t.id === v.tab), "aria-controls": `${me}-panel`,
        tabindex: t.id === v.tab ? "0" : "-1", onclick: () => act({ do: "tab", value: t.id }),
        onkeydown: (e) => (e.key === "ArrowRight" ? step(e, 1) : e.key === "ArrowLeft" ? step(e, -1) : null),
      }, t.label, t.count ? h("span", { key: "n", class: "cvt-count", "aria-label": t.count_label }, String(t.count)) : null)));
  }

  function render() {
    const v = view();
    if (!v.words) return;
    root.lang = v.language;
    const status = silent ? v.words.silent : v.status.text;
    patch(root, real([
      h("div", { key: "bar", class: "cvt-bar" },
        h("button", { key: "undo", type: "button", disabled: !v.undo, "data-does": "undo", onclick: () => act({ do: "undo" }) }, "↶ ", v.words.undo),
        h("button", { key: "redo", type: "button", disabled: !v.redo, "data-does": "redo", onclick: () => act({ do: "redo" }) }, "↷ ", v.words.redo),
        h("span", { key: "status", role: "status", class: `cvt-status cvt-${silent ? "wrong" : v.status.kind}` }, status),
        h("span", { key: "notice", role: "status", class: "cvt-notice" }, v.notice)),
      v.banner ? h("div", { key: "banner", role: "alert", class: "cvt-banner" }, h("p", { key: "t" }, v.banner.text),
        v.banner.items ? h("ul", { key: "i" }, v.banner.items.map((item, i) => h("li", { key: i }, item))) : null,
        h("div", { key: "b", class: "cvt-buttons" }, v.banner.buttons.map((item) => button(item)))) : null,
      tabs(v),
      h("div", v.tabs ? { key: "panel", id: `${me}-panel`, role: "tabpanel", "aria-labelledby": `${me}-${v.tab}` } : { key: "panel" },
        v.blocks.map((b, i) => { const made = blocks[b.is](b, `${me}-${v.tab ?? ""}-${b.id ?? i}`); made.props.key = `${v.tab ?? ""} ${b.id ?? i}`; return made; })),
    ]));
    if (!CSS.supports("field-sizing", "content")) for (const item of root.querySelectorAll(".cvt-line")) {
      item.style.height = "auto";
      item.style.height = `${item.scrollHeight + 2}px`;
    }
  }

  function changed() {
    const seen = view().seen?.[me] ?? 0;
    for (const [at, entry] of local) if (entry.seq && entry.seq <= seen) local.delete(at);
    if (seen >= seq) { silent = false; clearTimeout(watch); }
    render();
    const focus = view().focus;
    if (focus && focus.n !== focused) {
      focused = focus.n;
      if (acted && focus.from === me) (root.querySelector(`[data-at="${CSS.escape(focus.at.join("\n"))}"]`) ?? root.querySelector(`[data-does="${focus.does ?? "add"}"]`))?.focus();
    }
  }

  focused = view().focus?.n ?? 0;
  root.addEventListener("keydown", key);
  root.addEventListener("paste", paste);
  root.addEventListener("contextmenu", (event) => event.stopPropagation()); // the browser's own menu has “paste”
  const leave = () => finish();
  window.addEventListener("pagehide", leave);
  model.on("change:view", changed);
  model.on("msg:custom", received);
  render();
  return () => {
    finish();
    [pause, rest, watch].forEach(clearTimeout);
    window.removeEventListener("pagehide", leave);
    model.off("change:view", changed);
    model.off("msg:custom", received);
    root.remove(); // JupyterLab keeps closed views; what is in them should go
  };
}

export default { render: ({ model, el }) => form(model, el) };
