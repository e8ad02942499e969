// A strip for each number: everybody a dot, the middle half a line, the median a tick.

import { draw } from "./elements.js";
import { t, written } from "./texts.js";

const WIDTH = 640;
const LEFT = 190;
const RIGHT = 70;
const ROW = 30;
const RADIUS = 4.5;

function short(level) {
  return Number(level.toPrecision(3));
}

/** Dots that would lie on each other are stacked. */
function stacked(places) {
  const taken = [];
  return places.map(x => {
    let level = 0;
    while (taken.some(other => other.level === level && Math.abs(other.x - x) < 1.7 * RADIUS)) level += 1;
    taken.push({ x, level });
    return level;
  });
}

/** `rows`: `{ name, dots, median, q1, q3, n, worst, best }`; each row has its own scale, worst at the left. */
export function strips(rows, title) {
  const kids = [draw("title", {}, [], title)];
  let top = 8;
  for (const row of rows) {
    const place = level => LEFT + ((WIDTH - LEFT - RIGHT) * (level - row.worst)) / (row.best - row.worst || 1);
    const levels = stacked(row.dots.map(place));
    const height = Math.max(ROW, 18 + Math.min(6, Math.max(0, ...levels)) * 7);
    const base = top + height - 10;
    const name = row.name.length > 26 ? `${row.name.slice(0, 25)}…` : row.name;
    kids.push(draw("text", { x: 0, y: base + 4 }, [], name));
    kids.push(draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: base, y2: base, stroke: "#d9dee4" }));
    if (row.n > 0) {
      kids.push(draw("line", { x1: place(row.q1), x2: place(row.q3), y1: base, y2: base, stroke: "#0072b2", "stroke-width": 4, "stroke-opacity": 0.5 }));
      row.dots.forEach((level, i) => kids.push(draw("circle", { cx: place(level), cy: base - Math.min(6, levels[i]) * 7, r: RADIUS, fill: "#0072b2", "fill-opacity": 0.55 })));
      kids.push(draw("line", { x1: place(row.median), x2: place(row.median), y1: base - 9, y2: base + 9, stroke: "#1f2933", "stroke-width": 2.5 }));
      const told = `${t("n", { n: row.n })}, ${t("spread", { low: written(short(row.q1)), high: written(short(row.q3)) })}`;
      kids.push(draw("text", { x: WIDTH, y: base + 4, "text-anchor": "end" }, [written(short(row.median)), draw("title", {}, [], told)]));
    }
    top += height;
  }
  return draw("svg", { viewBox: `0 0 ${WIDTH} ${top + 8}`, role: "img", "aria-label": title, width: "100%" }, kids);
}
