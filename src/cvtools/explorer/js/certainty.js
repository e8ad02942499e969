// Asks a worker how sure the answer is: at once with few draws, then with all of them; only the newest question counts.

import { differences } from "./scenarios.js";
import { simulation } from "./simulation.js";

const FEW = 1000;
const ALL = 10_000;
const REST = 60; // milliseconds without another question until all are drawn: while a slider moves, a phone has no core to spare
const TRIES = 2; // workers that may die before it is given up

/** What runs in the worker. It answers the last question that came, first with few draws, and with all after a rest. */
function answering(make, few, all, rest) {
  const { open, ask, askAll } = make();
  let [waiting, resting] = [null, 0];
  const later = new MessageChannel();
  const begin = () => { resting = 0; later.port2.postMessage(0); };
  later.port1.onmessage = () => {
    if (!waiting) return;
    const { id, size = few, ...question } = waiting;
    postMessage({ id, ...ask({ ...question, size }) });
    waiting = size < all ? { id, size: all, ...question } : null;
    if (waiting) resting = setTimeout(begin, rest);
  };
  onmessage = ({ data }) => {
    if (data.open) { open(data.open); return; }
    if (data.scenarios) { postMessage({ id: data.id, found: askAll({ ...data, size: all }) }); return; }
    clearTimeout(resting);
    if (resting || !waiting) begin();
    waiting = data;
  };
}

/** `onResult(result)` hears of each result, its `id` that of the question; `onLost()` if there is no worker for it. */
export function counting(given, { onResult, onLost }) {
  let [worker, tries, id, last, closed] = [null, 0, 0, null, false];

  function begin() {
    tries += 1;
    try {
      const text = `(${answering})(${simulation}, ${FEW}, ${ALL}, ${REST})`;
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

/** What is asked of segment `s`: numbers as model.js has them, which differ from the study's, and how far levers are pulled. */
export function questionOf(study, states, s, away, pulls) {
  const { weights, ratings } = states[s];
  const factor = 100 / study.segments[s].weights.reduce((total, weight) => total + weight, 0);
  return {
    pulls, ratings, weights: weights.map((weight, d) => weight * (study.points ? factor : study.drivers[d].years)),
    moved: away.filter((one) => one.s === s).map(({ o, d }) => `${o}/${d}`),
  };
}

/** The same of each segment. */
export function questionsOf(study, states, pulls = null) {
  const away = differences(study, states);
  return states.map((_, s) => questionOf(study, states, s, away, pulls));
}

/**
 * How sure the gaps of scenarios are, counted in a worker of their own that begins when it is needed, and remembered.
 * `onCounted()` hears when more is known.
 */
export function countedScenarios(study, onCounted) {
  const total = study.segments.reduce((sum, { size }) => sum + (size ?? NaN), 0);
  const shares = total > 0 && study.segments.length > 1 ? study.segments.map(({ size }) => size / total) : null;
  const keyOf = ({ ratings, weights, rivals, pulls }) => JSON.stringify([ratings, weights, rivals, pulls]);
  let [given, start, worker, lost, asked, closed] = [null, [], null, false, null, false];
  let wanted = new Map();
  let known = new Map();

  function next() {
    const missing = [...wanted].filter(([key]) => !known.has(key));
    if (!given || asked || lost || closed || !missing.length) return;
    const hear = ({ found }) => {
      asked.forEach(([key, questions], k) => {
        const segments = found[k].segments.map((one, s) => (questions[s].moved.length || questions[s].pulls ? one : start[s] ?? one));
        known.set(key, { ...found[k], segments });
      });
      asked = null;
      onCounted();
      next();
    };
    asked = missing;
    worker ??= counting(given, { onResult: hear, onLost: () => { lost = true; onCounted(); } });
    worker.ask({ shares, scenarios: missing.map(([, questions]) => questions) });
  }

  return {
    /** What is known of a scenario: `segments`, as `counting` tells each, and `overall`; else nothing. */
    of: (scenario) => known.get(keyOf(scenario)),
    state: () => (lost ? "uncounted" : asked ? "counting" : null),
    want(scenarios, statesOf) {
      wanted = new Map(scenarios.map((one) => [keyOf(one), questionsOf(study, statesOf(study, one.sliders ?? one), one.pulls)]));
      known = new Map([...known].filter(([key]) => wanted.has(key)));
      next();
    },
    /** What is drawn from, and what Python knows of each segment before anything moves. */
    open(content, counted) { [given, start] = [content, counted]; next(); },
    close() { closed = true; worker?.close(); },
  };
}
