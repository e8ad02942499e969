// A page as nested lists, made real. Text is only ever set as text, never as HTML.

export const real = (children) => children.flat(Infinity).filter((child) => child != null && child !== false && child !== "");
export const h = (tag, props = {}, ...children) => ({ tag, props, children: real(children) });

/** Makes the children of `parent` what is wanted, with as few changes as can be: focus and caret stay where they are. */
export function patch(parent, wanted) {
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
