// Sends what waits, one request at a time, and goes on trying.

const SOON = 300;
const MOST = 100; // answers in one request
const LONGEST_WAIT = 8000;

/** `send(changes)` asks the server; `tell(state, error)` hears saved, saving, or kept; `settled(redraw)` what it said. */
export function sender({ answers, send, tell, settled }) {
  let timer = 0;
  let busy = false;
  let wait = SOON;

  function soon(delay = SOON) {
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  /** Something was typed: “saved” is not true any more. */
  function typed() {
    if (wait === SOON) tell("saving");
    soon();
  }

  async function flush() {
    clearTimeout(timer);
    const changes = answers.waiting().slice(0, MOST);
    if (busy || changes.length === 0) {
      if (!busy) tell("saved");
      return;
    }
    busy = true;
    tell("saving");
    try {
      const said = await send(changes);
      busy = false;
      wait = SOON;
      settled(answers.settle(said), said);
      if (answers.waiting().length > 0) soon();
      else tell("saved");
    } catch (error) {
      busy = false;
      wait = Math.min(2 * wait, LONGEST_WAIT);
      tell(error.why === "disk" ? "disk" : "kept", error);
      soon(wait * (0.75 + Math.random() / 2)); // not all thirty at once
    }
  }

  addEventListener("online", () => soon(0));
  addEventListener("pagehide", () => flush());
  document.addEventListener("visibilitychange", () => flush());
  return { typed, soon, flush };
}
