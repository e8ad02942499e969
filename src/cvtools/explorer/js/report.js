// The explorer in a report: no kernel, no network; scenarios are files.

import { mount } from "./explorer.js";

for (const place of document.querySelectorAll("div.explorer")) {
  const payload = JSON.parse(place.querySelector("script").textContent);
  mount(place, payload, { drawn: Promise.resolve({ embed: globalThis.vegaEmbed, ...payload.drawn }), ast: true });
}
