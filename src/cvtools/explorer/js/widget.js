// The explorer in a notebook: numbers come from the kernel once, scenarios go back to it.

import { mount } from "./explorer.js";

const ANSWER_WITHIN = 10_000; // milliseconds

/** Vega-Embed, fetched from the kernel once a page: it is too large to come along with each explorer. */
function chartLibrary(model) {
  globalThis.cvtoolsCharts ??= new Promise((resolve, reject) => {
    const hear = async (message, buffers) => {
      if (message.kind !== "charts") return;
      model.off("msg:custom", hear);
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      try {
        const before = globalThis.vegaEmbed;
        await import(address);
        resolve(globalThis.vegaEmbed);
        if (before) globalThis.vegaEmbed = before;
      } catch (error) {
        reject(error);
      } finally {
        URL.revokeObjectURL(address);
      }
    };
    model.on("msg:custom", hear);
    model.send({ kind: "charts" });
  });
  return globalThis.cvtoolsCharts;
}

/** What a study's pictures are made of: they come after the sliders, so that these need not wait. */
async function drawnFor(model, of) {
  const drawn = new Promise((resolve) => {
    const hear = (message) => {
      if (message.kind !== "drawn" || message.of !== of) return;
      model.off("msg:custom", hear);
      resolve(message.drawn);
    };
    model.on("msg:custom", hear);
    model.send({ kind: "drawn", of });
  });
  return { embed: await chartLibrary(model), ...(await drawn) };
}

let requests = 0;

function ask(model, scenario) {
  const id = (requests += 1);
  return new Promise((resolve, reject) => {
    const hear = (message) => {
      if (message.kind !== "saved" || message.id !== id) return;
      model.off("msg:custom", hear);
      clearTimeout(late);
      if (message.problem) reject(new Error(message.problem));
      else resolve(message.place);
    };
    const late = setTimeout(() => {
      model.off("msg:custom", hear);
      reject(new Error("no answer"));
    }, ANSWER_WITHIN);
    model.on("msg:custom", hear);
    model.send({ kind: "save", id, scenario });
  });
}

export default {
  render({ model, el }) {
    const tell = (name) => (value) => {
      model.set(name, JSON.parse(JSON.stringify(value)));
      model.save_changes();
    };
    let explorer = null;
    function start() {
      explorer?.close();
      const payload = model.get("start");
      explorer = payload.study ? mount(el, payload, {
        drawn: drawnFor(model, (requests += 1)),
        kept: model.get("scenarios"),
        save: payload.place ? (scenario) => ask(model, scenario) : null,
        onRemove: (name) => model.send({ kind: "remove", name }),
        onScenario: tell("changes"),
        onKept: tell("scenarios"),
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
