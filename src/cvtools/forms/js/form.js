// One form: draws what Python says is to be seen, and sends back what is done.

import { button, page, tabList } from "./blocks.js";
import { onKey, onPaste } from "./keys.js";
import { h, patch, real } from "./patch.js";
import { openPost } from "./post.js";

const PART = 2_000_000; // bytes of a file in one message

function openForm(model, el) {
  const me = Math.random().toString(36).slice(2);
  const view = () => model.get("view");
  let [chosen, asked, focused] = ["", 0, view().focus?.n ?? 0]; // the row that more is asked about, and the message that asks
  let left = null; // what had the focus when something was done last
  const root = document.createElement("div");
  root.className = "cvt-form";
  root.dataset.lmSuppressShortcuts = "true"; // the notebook's own keys rest while a field has the focus
  root.tabIndex = -1; // so that a click between the fields does not select the cell and its keys
  el.append(root);
  const post = openPost(model, me, render);
  const form = { me, view, act, choose, upload, choosing: () => post.seen() < asked, type: post.type, typed: post.typed, finish: post.finish };

  function send(message) {
    post.finish();
    chosen = "";
    return post.send(message);
  }

  function act(message) {
    left = document.activeElement;
    return send(message);
  }

  function choose(at) {
    if (chosen === at[1]) return;
    asked = send({ do: "choose", at });
    chosen = at[1];
    render(); // what is said about the one before must not be typed into any more
  }

  async function upload(file) {
    if (!file) return;
    if (file.size > view().most_bytes) {
      post.send({ do: "too_large", name: file.name, bytes: file.size });
      return;
    }
    post.finish();
    const data = await file.arrayBuffer();
    const parts = Math.max(1, Math.ceil(data.byteLength / PART));
    for (let part = 0; part < parts; part += 1) {
      post.send({ do: "upload", name: file.name, part, parts }, [data.slice(part * PART, (part + 1) * PART)]);
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

  function render() {
    const v = view();
    if (!v.words) return;
    root.lang = v.language;
    const tab = v.tabs ? { id: `${me}-panel`, role: "tabpanel", "aria-labelledby": `${me}-${v.tab}` } : {};
    patch(root, real([heading(v), bar(v), banner(v), tabList(form), h("div", { key: "panel", ...tab }, page(form))]));
    if (!CSS.supports("field-sizing", "content")) for (const item of root.querySelectorAll(".cvt-line")) {
      item.style.height = "auto";
      item.style.height = `${item.scrollHeight + 2}px`;
    }
  }

  const heading = ({ heading: { title, place } }) => h("div", { key: "heading", class: "cvt-which" },
    h("strong", { key: "t" }, title), " ", h("span", { key: "p" }, place));

  function bar({ undo, redo, words, status, notice }) {
    const silent = post.silent();
    return h("div", { key: "bar", class: "cvt-bar" },
      h("button", { key: "undo", type: "button", disabled: !undo, "data-does": "undo", onclick: () => act({ do: "undo" }) }, "↶ ", words.undo),
      h("button", { key: "redo", type: "button", disabled: !redo, "data-does": "redo", onclick: () => act({ do: "redo" }) }, "↷ ", words.redo),
      h("span", { key: "status", role: "status", class: `cvt-status cvt-${silent ? "wrong" : status.kind}` }, silent ? words.silent : status.text),
      h("span", { key: "notice", role: "status", class: "cvt-notice" }, notice));
  }

  function banner({ banner: told }) {
    return told && h("div", { key: "banner", role: "alert", class: "cvt-banner" }, h("p", { key: "t" }, told.text),
      told.items ? h("ul", { key: "i" }, told.items.map((item, i) => h("li", { key: i }, item))) : null,
      h("div", { key: "b", class: "cvt-buttons" }, told.buttons.map((item) => button(item, form))));
  }

  /** Whoever comes back to this page sees what was changed elsewhere meanwhile. */
  function look(event) {
    const entered = event.type === "focusin" ? !root.contains(event.relatedTarget) : !document.hidden;
    if (entered && !post.silent()) model.send({ do: "look" });
  }

  function changed() {
    post.hear();
    render();
    const { focus } = view();
    if (!focus || focus.n === focused) return;
    focused = focus.n;
    if (!post.used() || focus.from !== me || goneOn()) return;
    const field = root.querySelector(`[data-at="${CSS.escape(focus.at.join("\n"))}"]`);
    (field ?? root.querySelector(`[data-does="${focus.does ?? "add"}"]`))?.focus();
    left = document.activeElement;
  }

  /** Whoever is in another field by now stays there: an answer that is late takes nobody's letters elsewhere. */
  function goneOn() {
    const active = document.activeElement;
    return active !== left && root.contains(active) && active.matches("input, select, textarea");
  }

  root.addEventListener("keydown", (event) => onKey(event, form));
  root.addEventListener("paste", (event) => onPaste(event, form));
  root.addEventListener("contextmenu", (event) => event.stopPropagation()); // the browser's own menu has “paste”
  root.addEventListener("focusin", look);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("pagehide", post.finish);
  model.on("change:view", changed);
  model.on("msg:custom", received);
  render();
  return () => {
    post.close();
    window.removeEventListener("pagehide", post.finish);
    window.removeEventListener("focus", look);
    document.removeEventListener("visibilitychange", look);
    model.off("change:view", changed);
    model.off("msg:custom", received);
    root.remove(); // JupyterLab keeps closed views; what is in them should go
  };
}

export default { render: ({ model, el }) => openForm(model, el) };
