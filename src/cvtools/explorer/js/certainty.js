// Asks a worker how sure the answer is: at once with few draws, then with all of them; only the newest question counts.

import { simulation } from "./simulation.js";

const FEW = 1000;
const ALL = 10_000;
const TRIES = 2; // workers that may die before it is given up

/** What runs in the worker. It answers the last question that came, first with few draws. */
function answering(make, few, all) {
  const { open, ask } = make();
  let waiting = null;
  const later = new MessageChannel();
  later.port1.onmessage = () => {
    if (!waiting) return;
    const { id, size = few, ...question } = waiting;
    postMessage({ id, ...ask({ ...question, size }) });
    waiting = size < all ? { id, size: all, ...question } : null;
    if (waiting) later.port2.postMessage(0);
  };
  onmessage = ({ data }) => {
    if (data.open) { open(data.open); return; }
    if (!waiting) later.port2.postMessage(0);
    waiting = data;
  };
}

/** `onResult(result)` hears of each result, its `id` that of the question; `onLost()` if there is no worker for it. */
export function counting(given, { onResult, onLost }) {
  let [worker, tries, id, last, closed] = [null, 0, 0, null, false];

  function begin() {
    tries += 1;
    try {
      const text = `(${answering})(${simulation}, ${FEW}, ${ALL})`;
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      worker = new Worker(address);
      worker.onmessage = ({ data }) => { URL.revokeObjectURL(address); if (!closed) onResult(data); };
      worker.onerror = (event) => { event.preventDefault(); lost(); };
      worker.postMessage({ open: given });
      if (last) worker.postMessage(last);
    } catch {
      lost();
    }
  }

  function lost() {
    worker?.terminate();
    worker = null;
    if (closed) return;
    if (tries < TRIES) begin();
    else onLost();
  }

  begin();
  return {
    /** Asks anew; returns the question's id, or 0 where nobody answers. */
    ask(question) {
      last = { id: (id += 1), ...question };
      worker?.postMessage(last);
      return worker ? id : 0;
    },
    settled: ({ size }) => size >= ALL,
    close() {
      closed = true;
      worker?.terminate();
    },
  };
}
