// Draws each chart where its specification stands. On a screen narrower than a chart, its plots are made narrower and its
// titles are broken again, so that text keeps its size.
(async () => {
  const narrowest = 90;
  const options = { actions: false, renderer: "svg", mode: "vega-lite", ast: true, tooltip: { theme: "custom" } };

  const encodings = (plot) => (plot.layer ?? []).map((layer) => layer.encoding ?? {});
  const plots = (spec) => (spec.vconcat ?? [spec]).filter((plot) => typeof plot.width === "number");

  // About as many letters of this size as go into a line.
  function broken(lines, width, size) {
    const most = Math.floor(width / (size * 0.54));
    const out = [""];
    for (const word of [lines].flat().join(" ").split(" ")) {
      const line = out.at(-1);
      if (line && line.length + word.length >= most) out.push(word);
      else out[out.length - 1] = line ? `${line} ${word}` : word;
    }
    return out;
  }

  function breakTitles(spec, width) {
    if (spec.title?.text) spec.title.text = broken(spec.title.text, width, 17);
    if (spec.title?.subtitle) spec.title.subtitle = broken(spec.title.subtitle, width, 13);
  }

  const pen = document.createElement("canvas").getContext("2d");
  function widest(lines, font) {
    pen.font = font;
    return Math.max(0, ...[lines ?? []].flat().map((line) => pen.measureText(line).width));
  }

  // Names of rows take a second line instead of being cut; a third one joins the second, which is cut where it must be.
  const ROOM_FOR_NAMES = 160;
  const ONE_PER_LINE = "split(datum.label, '\\n')";
  function wrapRows(plot) {
    const rows = encodings(plot).map(({ y }) => y).filter((y) => y?.axis?.labelExpr === ONE_PER_LINE && y.scale?.domain);
    if (!rows.length) return;
    const lines = Object.fromEntries(rows[0].scale.domain.map((label) => {
      const own = label.split("\n");
      const fits = own.length === 2 && own.every((line) => broken(line, ROOM_FOR_NAMES, 13).length === 1);
      const [first, ...rest] = fits ? own : broken(own.join(" "), ROOM_FOR_NAMES, 13);
      return [label, rest.length ? [first, rest.join(" ")] : [first]];
    }));
    const found = `${JSON.stringify(lines)}[datum.label]`;
    const two = { condition: { test: `length(${found}) > 1`, value: "bottom" }, value: "middle" };
    for (const { axis } of rows) Object.assign(axis, { labelExpr: found, labelBaseline: two });
    const already = rows[0].scale.domain.some((label) => label.includes("\n"));
    if (!already && Object.values(lines).some(({ length }) => length > 1)) plot.height += 8 * rows[0].scale.domain.length;
  }

  function narrow(spec, _width, excess) {
    for (const plot of plots(spec)) {
      if (excess > 60) wrapRows(plot);
      const across = encodings(plot)[0]?.x;
      const columns = across?.type === "nominal" ? across.scale.domain.length : 0;
      plot.width = Math.max(narrowest, 64 * columns, plot.width - excess - 2);
      for (const { x, y, color, shape } of encodings(plot)) {
        if (y?.axis?.labelLimit && excess > 60) y.axis.labelLimit = ROOM_FOR_NAMES;
        if (x?.axis?.labelAngle === 0) Object.assign(x.axis, { labelAngle: -35, labelAlign: "left", labelExpr: "split(datum.label, '\\n')[0]" });
        for (const { legend } of [color ?? {}, shape ?? {}]) if (legend) Object.assign(legend, { columns: 1, labelLimit: 200 });
      }
    }
  }

  // Fits a chart that will be too wide, and says what is left to do if it still is. How wide it is, the picture says that
  // stands still, which has some room at both sides; letters may be wider here than where that was drawn. A title that is
  // as wide as the chart hides how wide its plot is.
  const MORE = 8;
  const AS_WIDE = 24;
  function fitBefore(spec, figure, room) {
    const still = figure.querySelector(".still svg");
    const excess = still ? still.width.baseVal.value + 2 * still.viewBox.baseVal.x + MORE - room : 0;
    if (excess <= 0) return [breakTitles, narrow, narrow];
    const { font = "sans-serif", title: size = {} } = spec.config ?? {};
    const heading = widest(spec.title?.text, `bold ${size.fontSize ?? 17}px ${font}`);
    const title = Math.max(heading, widest(spec.title?.subtitle, `${size.subtitleFontSize ?? 13}px ${font}`));
    breakTitles(spec, room);
    if (excess + room > title + AS_WIDE) narrow(spec, room, excess);
    return [narrow, narrow];
  }

  // `room` is the figure's width, and the drawing says its own: to measure either would lay out the whole page each time.
  // To draw a chart again takes as long as the first time, so what is seen to be too wide is fitted before.
  async function draw(figure, room) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    delete spec.$schema;
    const fits = fitBefore(spec, figure, room);
    const place = document.createElement("div");
    place.ariaHidden = "true"; // the figure has the description
    figure.append(place);
    figure.classList.add("drawn"); // the picture that stood still makes room
    let view = await vegaEmbed(place, spec, options);
    const excess = () => place.querySelector("svg").width.baseVal.value - room;
    for (const fit of fits) {
      if (excess() <= 0) break;
      fit(spec, room, excess());
      view.finalize();
      view = await vegaEmbed(place, spec, options);
    }
    if (excess() > 0 && excess() < 0.2 * room) place.classList.add("shrunk");
    else if (excess() > 0) figure.tabIndex = 0; // so that arrow keys scroll it
  }

  function offerTools(figure) {
    const both = figure.parentElement.classList.contains("figure") ? figure.parentElement : null; // with its table
    const table = both?.querySelector("table");
    const tools = pictureTools({
      name: () => figure.ariaLabel.split(". ")[0],
      svg: () => figure.querySelector(".vega-embed svg"),
      rows: () => table && [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
      words: JSON.parse(document.body.dataset.tools),
    });
    if (both) both.append(tools);
    else figure.after(tools);
  }

  const figures = [...document.querySelectorAll("figure.chart")].map((figure) => [figure, figure.clientWidth]);
  for (const [figure, room] of figures) {
    try {
      await draw(figure, room);
      offerTools(figure);
    } catch (error) {
      console.error("A chart could not be drawn:", error);
    }
  }
  document.documentElement.dataset.charts = "drawn";

  // On paper, the tables behind the charts stand open at the end in small type, each under its chart's name: the narrow
  // ones in two columns, then those with many columns.
  const MANY = 5;
  let moved = [];
  addEventListener("beforeprint", () => {
    const [end, heading, narrow, wide] = ["section", "h2", "div", "div"].map((tag) => document.createElement(tag));
    end.className = "chapter appendix";
    narrow.className = "narrow";
    heading.textContent = document.body.dataset.tables;
    end.append(heading, narrow, wide);
    moved = [...document.querySelectorAll("details")].filter((part) => !part.closest(".explorer") && part.className !== "tools").map((part) => {
      const mark = document.createComment("");
      part.replaceWith(mark);
      const name = document.createElement("h3");
      name.textContent = part.querySelector("summary").textContent;
      (part.querySelectorAll("thead th").length > MANY ? wide : narrow).append(name, part);
      const was = part.open;
      part.open = true;
      return { part, mark, was, end };
    });
    const footer = document.querySelector("main footer");
    if (moved.length && footer) footer.before(end);
    else if (moved.length) document.querySelector("main").append(end);
  });
  addEventListener("afterprint", () => {
    for (const { part, mark, was, end } of moved) {
      mark.replaceWith(part);
      part.open = was;
      end.remove();
    }
    moved = [];
  });
})();
