// The explorer in a report: no kernel, no network; scenarios are files.

import { mount } from "./explorer.js";

for (const place of document.querySelectorAll("div.explorer")) {
  const payload = JSON.parse(place.querySelector("script").textContent);
  mount(place, payload, { embed: Promise.resolve(globalThis.vegaEmbed), ast: true });
}
