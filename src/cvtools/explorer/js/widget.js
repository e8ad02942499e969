// The explorer in a notebook: numbers come from the kernel once, scenarios go back to it.

import { mount } from "./explorer.js";
import { countOf } from "./scenarios.js";
import { session } from "./store.js";

const ANSWER_WITHIN = 10_000; // milliseconds
let requests = 0;

/** Asks the kernel something and promises its answer; with `within` it may take so many milliseconds. */
function ask(model, content, within = 0) {
  const id = (requests += 1);
  return new Promise((resolve, reject) => {
    const end = () => { model.off("msg:custom", hear); clearTimeout(late); };
    const hear = (message, buffers) => {
      if (message.id !== id) return;
      end();
      resolve({ ...message, buffers });
    };
    const late = within && setTimeout(() => { end(); reject(new Error("no answer")); }, within);
    model.on("msg:custom", hear);
    model.send({ ...content, id });
  });
}

/** Vega-Embed, fetched from the kernel once a page: it is too large to come along with each explorer. */
async function chartLibrary(model) {
  if (!globalThis.cvtoolsCharts) {
    const { buffers } = await ask(model, { kind: "charts" });
    const address = URL.createObjectURL(new Blob(buffers, { type: "text/javascript" }));
    const before = globalThis.vegaEmbed;
    await import(address);
    URL.revokeObjectURL(address);
    globalThis.cvtoolsCharts = globalThis.vegaEmbed;
    if (before) globalThis.vegaEmbed = before;
  }
  return globalThis.cvtoolsCharts;
}

/** What a study's pictures are made of: they come after the sliders, so that these need not wait. */
async function drawnFor(model) {
  const [{ drawn }, embed] = await Promise.all([ask(model, { kind: "drawn" }), chartLibrary(model)]);
  return { ...drawn, embed };
}

/** Saves or removes a scenario's file. */
async function filed(model, content) {
  const { problem } = await ask(model, content, ANSWER_WITHIN);
  if (problem) throw new Error(problem);
}

/** Keeps scenarios beside the study, at once, if it has a place; else as long as the kernel lives. */
function kernelStore(model, place, tell) {
  return {
    where: place ? "in_study" : "in_kernel",
    read: () => model.get("scenarios"),
    async write(scenarios, { saved, removed }) {
      tell("scenarios")(scenarios);
      if (!place) return;
      for (const name of removed) await filed(model, { kind: "remove", name });
      for (const scenario of saved) await filed(model, { kind: "save", scenario });
    },
  };
}

export default {
  render({ model, el }) {
    const tell = (name) => (value) => {
      const manager = model.widget_manager ?? {};
      if ("kernel" in manager && (manager.kernel?.isDisposed ?? true)) return; // nobody is there to be told; the sliders go on
      model.set(name, JSON.parse(JSON.stringify(value)));
      model.save_changes();
    };
    let explorer = null;
    function start() {
      const segment = explorer?.segment();
      explorer?.close();
      const payload = { ...model.get("start"), changes: model.get("changes"), segment };
      const held = payload.study && payload.lasts ? session(payload.study) : null;
      if (held && !countOf(payload.changes)) payload.changes = held.read(); // a page that is loaded anew has a new kernel
      explorer = payload.study ? mount(el, payload, {
        drawn: drawnFor(model),
        tools: payload.tools,
        store: kernelStore(model, payload.place, tell),
        onScenario(changes) {
          held?.write(changes);
          tell("changes")(changes);
        },
      }) : null;
    }
    start();
    model.on("change:start", start);
    return () => {
      model.off("change:start", start);
      explorer?.close();
    };
  },
};
