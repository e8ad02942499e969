// Bars, dots, lines and numbers, drawn straight onto the axes that Vega drew: for a hand that moves a slider, to follow
// what changed takes Vega several times as long as it takes to draw.

import { setText } from "./controls.js";

const BAR = 13;
const LETTERS = 13; // pixels, as the axes have them
const LINES = 13; // from one line of a number to the next
const LONGEST = 180; // pixels of a name on the map

const attributesOf = {
  rect: (x, y, width, height, fill, { rx = 1, stroke = "none", opacity = 1 } = {}) => ({ x, y, width, height, fill, rx, stroke, opacity }),
  path: (d, x, y, fill, stroke, wide) => ({ d, transform: `translate(${x},${y})`, fill, stroke, "stroke-width": wide }),
  line: (x1, y1, x2, y2, stroke, wide, dashed = "none") => ({ x1, y1, x2, y2, stroke, "stroke-width": wide, "stroke-dasharray": dashed }),
  text: (x, y, fill, { bold = false, anchor = "start" } = {}) => ({ x, y, fill, "font-weight": bold ? "bold" : "normal", "text-anchor": anchor }),
};
const markOf = (tag, given, { row = null, text = "" } = {}) => ({ tag, attributes: attributesOf[tag](...given), row, text });

const diamond = (size) => { const r = Math.sqrt(size) / 2; return `M0,${-r}L${r},0L0,${r}L${-r},0Z`; };
const circle = (size) => { const r = Math.sqrt(size) / 2; return `M${r},0A${r},${r},0,1,1,${-r},0A${r},${r},0,1,1,${r},0`; };

/** A group on which marks are drawn. */
export function sheet(font) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "g");
  node.setAttribute("font-family", font);
  node.setAttribute("font-size", LETTERS);
  return node;
}

/** Draws marks; those that stand there already are kept, and only what differs is written. */
export function putMarks(node, marks) {
  marks.forEach(({ tag, attributes, row, text }, i) => {
    let one = node.children[i];
    if (one?.tagName !== tag) {
      const fresh = Object.assign(document.createElementNS(node.namespaceURI, tag), { written: {} });
      if (one) one.replaceWith(fresh);
      else node.append(fresh);
      one = fresh;
    }
    for (const name in attributes) {
      if (one.written[name] !== attributes[name]) one.setAttribute(name, (one.written[name] = attributes[name]));
    }
    if (tag === "text") setText(one, text);
    one.row = row;
  });
  while (node.children.length > marks.length) node.lastChild.remove();
}

/** What the pictures with a row a thing share: where a row is and what stands in it. */
function inRows({ x, y, width, height }, { paper, quiet, line, ink, rival }) {
  const middle = (row) => y(row) + y.bandwidth() / 2;
  const span = (row, from, to, fill, how) => {
    const [left, right] = [x(from), x(to)].sort((a, b) => a - b);
    return markOf("rect", [left, middle(row.row) - BAR / 2, right - left, BAR, fill, how], { row });
  };
  return {
    bar: (row, to, fill) => span(row, 0, to, fill),
    band: (row) => span(row, row.low, row.high, rival, { stroke: rival, opacity: 0.35 }),
    zero: () => markOf("line", [x(0), 0, x(0), height, quiet, 1]),
    interval: ({ row, from, to, stale }) => {
      const below = middle(row) + BAR / 2 + 3;
      return markOf("line", [x(from), below, x(to), below, stale ? line : ink, 2]);
    },
    diamond: (row, at, filled) => markOf("path", [diamond(130), x(at), middle(row.row), ...(filled ? [filled, paper] : ["none", ink]), 1.5], { row: filled && row }),
    tick: (row, at) => markOf("rect", [x(at) - 1, middle(row.row) - BAR / 2 - 3.5, 2, BAR + 7, ink, { rx: 0, opacity: 0.7 }]),
    /** The number to the right of the plot; a range takes two lines. */
    number: (row, fill, how) => row.shown.split("\n").map((text, i, { length }) =>
      markOf("text", [width + 8, middle(row.row) + 4 + LINES * (i - (length - 1) / 2), fill, how], { text })),
  };
}

const isKnown = (row) => row.known;

export function valueMarks({ offerings, sure }, plot, colours) {
  const { bar, band, zero, interval, diamond, number } = inRows(plot, colours);
  const [known, open] = [offerings.filter(isKnown), offerings.filter((row) => !row.known)];
  const ink = ({ ours }) => (ours ? colours.ours : colours.ink);
  return [
    ...known.map((row) => bar(row, row.benefits, colours.benefit)),
    ...known.map((row) => bar(row, row.minus_costs, colours.cost)),
    ...open.map(band), zero(), ...sure.values.map(interval),
    ...offerings.filter(({ differs }) => differs).map((row) => diamond(row, row.was)),
    ...known.map((row) => diamond(row, row.value, ink(row))),
    ...offerings.flatMap((row) => number(row, ink(row), { bold: true })),
  ];
}

export function gapMarks({ gaps, sure }, plot, colours) {
  const { bar, band, zero, interval, tick, number } = inRows(plot, colours);
  return [
    ...gaps.filter(isKnown).map((row) => bar(row, row.gap, row.gap < 0 ? colours.rival : colours.ours)),
    ...gaps.filter((row) => !row.known).map(band), zero(), ...sure.gap.map(interval),
    ...gaps.filter(({ differs }) => differs).map((row) => tick(row, row.was)),
    ...gaps.flatMap((row) => number(row, colours.ink)),
  ];
}

/** `names` are where placedNames put them; on `fair`, two places, everything is worth as much as the best alternative. */
export function mapMarks({ offerings, names, fair }, { x, y }, colours) {
  const side = ({ ours }) => (ours ? colours.ours : colours.rival);
  const away = offerings.filter((row) => row.away);
  const line = ([from, to], ...look) => markOf("line", [x(from.benefits), y(from.costs), x(to.benefits), y(to.costs), ...look]);
  const before = ({ was_benefits: benefits, was_costs: costs }) => ({ benefits, costs });
  return [
    ...(fair.length ? [line(fair, colours.quiet, 2, "5 4")] : []),
    ...away.map((row) => line([row, before(row)], colours.line, 1.5)),
    ...away.map((row) => markOf("path", [circle(90), x(row.was_benefits), y(row.was_costs), "none", side(row), 2])),
    ...offerings.filter(isKnown).map((row) => markOf("path", [circle(100), x(row.benefits), y(row.costs), side(row), "none", 0], { row })),
    ...names.map(({ row, text, dx, dy, anchor }) =>
      markOf("text", [x(row.benefits) + dx, y(row.costs) + dy + 4, row.ours ? colours.ours : colours.ink, { anchor }], { text })),
  ];
}

/** Says how wide a name is on the map; `fitting` is as much of it as there is room for. */
export function letteringOf(font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${LETTERS}px ${font}`;
  const widths = new Map();
  const width = (text) => {
    if (!widths.has(text)) widths.set(text, pen.measureText(text).width);
    return widths.get(text);
  };
  function fitting(text) {
    if (width(text) <= LONGEST) return text;
    const letters = [...text];
    while (letters.length && width(`${letters.join("")}…`) > LONGEST) letters.pop();
    return `${letters.join("")}…`;
  }
  return { width, fitting };
}
