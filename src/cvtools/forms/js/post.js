// What is typed and done in a form, on its way to Python.
//
// What was typed stays here until Python says that it has it (`seen`), so an answer that is late never takes back a
// letter.

const PAUSE = 200; // ms after the last key until a text is sent
const REST = 1200; // ms after which whoever types is taken to have finished
const PATIENCE = 4000; // ms without an answer until we say that it is not saved

/** The post of one form, called `me`; `changed` is called when there is something else to be seen. */
export function openPost(model, me, changed) {
  const local = new Map(); // address → { text, seq }: what was typed and Python does not have yet
  let [seq, silent, unfinished] = [0, false, false];
  let [pause, rest, watch] = [null, null, null];
  const seen = () => model.get("view").seen?.[me] ?? 0;

  function send(message, buffers) {
    seq += 1;
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
    const waiting = seen() < seq;
    if (waiting !== silent) {
      silent = waiting;
      changed();
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
    changed();
  }

  /** Python has answered: what it has is no longer kept here. */
  function hear() {
    const had = seen();
    for (const [at, entry] of local) if (entry.seq && entry.seq <= had) local.delete(at);
    if (had >= seq) {
      silent = false;
      clearTimeout(watch);
    }
  }

  function close() {
    finish();
    [pause, rest, watch].forEach(clearTimeout);
  }

  return { send, type, finish, hear, close, typed: (at) => local.get(at)?.text, used: () => seq > 0, seen, silent: () => silent };
}
