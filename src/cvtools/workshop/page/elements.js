// Elements, with texts that are never markup.

/** An element; `on…` are listeners, `text` its text, `kids` what is in it. */
export function make(tag, { text, kids = [], ...rest } = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean" || name === "value") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...kids.filter(kid => kid !== null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(tag, attributes = {}, kids = [], text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...kids);
  return element;
}

export function button(text, onclick, rest = {}) {
  return make("button", { type: "button", text, onclick, ...rest });
}

/** A label above what it names. */
export function labelled(text, field, note) {
  return make("label", { class: "field", kids: [make("span", { text }), field, note ? make("small", { text: note }) : null] });
}

/** One of several words. */
export function choice(options, value, onchange, rest = {}) {
  const kids = options.map(([code, text]) => make("option", { value: code, text, selected: code === value }));
  return make("select", { kids, onchange: event => onchange(event.target.value), ...rest });
}

/** Ask the server; what it says, or an error with its code in `why`. */
export async function ask(path, { method = "GET", body, headers = {} } = {}) {
  const options = { method, headers: { ...headers }, cache: "no-store", keepalive: method === "POST" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.why ?? "unreachable"), { why: said.why ?? "unreachable", n: said.n ?? "" });
  return said;
}
