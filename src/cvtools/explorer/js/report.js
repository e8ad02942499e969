// The explorer in a report: no kernel, no network. Scenarios are kept in the browser, in files and in links; what the
// sliders show outlasts a reload of the page.

import { mount } from "./explorer.js";
import { browserStore, session } from "./store.js";

async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

async function begin(place) {
  const payload = JSON.parse(await unpacked(place.querySelector("script").textContent));
  const held = session(payload.study);
  mount(place, { ...payload, changes: held.read() }, {
    drawn: Promise.resolve({ embed: globalThis.vegaEmbed, ...payload.drawn }), ast: true,
    store: browserStore(payload.study), tools: JSON.parse(document.body.dataset.tools), links: true, onScenario: held.write,
  });
}

document.querySelectorAll("div.explorer").forEach(begin);
