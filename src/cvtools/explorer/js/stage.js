// For a room with a projector: the answer, the gap and one driver, large; arrow keys go through the drivers.

import { element } from "./controls.js";

/** A button that turns it on and off. `rows` has `order()` and `focus(driver)`. */
export function stage(node, rows, { words }) {
  const button = element("button", { type: "button", textContent: words("stage"), attributes: { "aria-pressed": "false" } });
  let at = 0;

  function show(place) {
    const order = rows.order();
    at = (place + order.length) % order.length;
    rows.only(order[at]);
  }

  function set(on) {
    node.classList.toggle("cvx-stage", on);
    button.setAttribute("aria-pressed", on);
    if (on) {
      node.requestFullscreen?.().catch(() => {}); // it fills the page where it may not fill the screen
      show(at);
    } else {
      if (document.fullscreenElement === node) document.exitFullscreen();
      rows.only(null);
      button.focus();
    }
  }

  button.addEventListener("click", () => set(!node.classList.contains("cvx-stage")));
  node.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && node.classList.contains("cvx-stage")) set(false); });
  node.addEventListener("keydown", (event) => {
    if (!node.classList.contains("cvx-stage")) return;
    const way = { ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1 }[event.key];
    if (event.key === "Escape") set(false);
    else if (way && !(event.target instanceof HTMLSelectElement)) {
      event.preventDefault();
      event.stopPropagation();
      show(at + way);
    }
  }, { capture: true });
  return button;
}
