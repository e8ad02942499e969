// Keys and the clipboard, as in a spreadsheet: Enter and the arrows go from row to row, Ctrl+Z takes back.

const ONE_LINE = 40; // px: a text that is higher has several lines

const isLine = (input) => input.classList.contains("cvt-line");

export function onKey(event, { act, finish }) {
  const input = event.target;
  const command = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  if (command && !event.altKey && (letter === "z" || letter === "y")) {
    event.preventDefault();
    act({ do: letter === "y" || event.shiftKey ? "redo" : "undo" });
  } else if (input.dataset?.at && (input.tagName !== "TEXTAREA" || isLine(input)) && !event.isComposing) {
    const vertical = input.tagName === "INPUT" ? input.type !== "range" : isLine(input) && input.clientHeight < ONE_LINE;
    if (event.key === "Enter" && input.tagName !== "SELECT") {
      event.preventDefault();
      const moved = event.shiftKey ? step(input, -1) : step(input, 1) || addRow(input, act);
      if (!moved) finish();
    } else if (vertical && event.key === "ArrowDown" && step(input, 1)) event.preventDefault();
    else if (vertical && event.key === "ArrowUp" && step(input, -1)) event.preventDefault();
  }
  event.stopPropagation();
}

/** Goes to the same column of the next row, or the one before; returns whether there is one. */
function step(input, by) {
  const kind = `[data-column="${CSS.escape(input.dataset.column)}"]`;
  const beside = (row) => (by > 0 ? row?.nextElementSibling : row?.previousElementSibling);
  let other = beside(input.closest("[data-row]"));
  while (other && !other.querySelector(kind)) other = beside(other);
  if (!other) return false;
  const field = [...other.querySelectorAll(kind)].find((item) => item.type === input.type) ?? other.querySelector(kind);
  field.focus();
  field.select?.();
  return true;
}

function addRow(input, act) {
  const table = input.closest("[data-row]")?.closest("[data-table]")?.dataset.add;
  if (table) act({ do: "add", table });
  return Boolean(table);
}

export function onPaste(event, { act }) {
  const at = event.target.dataset?.at;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const block = text.replace(/\r?\n$/, "");
  if (!at || !event.target.closest("[data-paste]") || !/[\t\n\r]/.test(block)) return;
  event.preventDefault();
  event.target.blur();
  act({ do: "paste", at: at.split("\n"), text });
}
