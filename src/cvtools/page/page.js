// Draws each chart where its specification stands. On a screen narrower than a chart, the chart's plot is made narrower, so
// that its text keeps its size.
(async () => {
  const narrowest = 150;
  const options = { actions: false, renderer: "svg", mode: "vega-lite", ast: true, tooltip: { theme: "custom" } };

  const inner = (spec) => (spec.spec ? spec.spec : spec);

  async function draw(figure) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    delete spec.$schema;
    const place = document.createElement("div");
    figure.append(place);
    let result = await vegaEmbed(place, spec, options);
    const excess = place.querySelector("svg").getBoundingClientRect().width - figure.clientWidth;
    const unit = inner(spec);
    if (excess > 1 && typeof unit.width === "number") {
      unit.width = Math.max(narrowest, unit.width - excess);
      result.finalize();
      result = await vegaEmbed(place, spec, options);
    }
    figure.classList.add("drawn");
  }

  for (const figure of document.querySelectorAll("figure.chart")) {
    try {
      await draw(figure);
    } catch (error) {
      console.error("A chart could not be drawn:", error);
    }
  }
  document.documentElement.dataset.charts = "drawn";

  // On paper, the tables behind the charts are open.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.dataset.was = part.open; part.open = true; }));
  addEventListener("afterprint", () => document.querySelectorAll("details").forEach((part) => { part.open = part.dataset.was === "true"; }));
})();
