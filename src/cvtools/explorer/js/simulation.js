// How sure the answer is: every uncertain number of a segment is drawn, always the same draws, and summed up. It equals
// uncertainty/ within the error of its draws (a test holds it). One function that stands alone, as its text is what the
// worker is made of.

export function simulation() {
  const STRATUM = 1000;
  const CELLS = 512;
  const STEPS = 512;

  /** Random numbers from 0 to 1 that belong to a name: a hash of it (FNV-1a) seeds a small generator (sfc32). */
  function streamOf(name) {
    let hash = 2166136261;
    for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
    let [a, b, c, d] = [hash, hash ^ 0x9e3779b9, 0x243f6a88, 1];
    const next = () => {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + t | 0;
      return (t >>> 0) / 4294967296;
    };
    for (let i = 0; i < 12; i += 1) next();
    return next;
  }

  /** Uniform draws, of every thousand one in each thousandth. */
  function evenly(name, size) {
    const next = streamOf(name);
    const out = new Float64Array(size);
    for (let start = 0; start < size; start += STRATUM) {
      const part = out.subarray(start, start + STRATUM);
      for (let i = 0; i < part.length; i += 1) {
        const j = Math.floor(next() * (i + 1));
        part[i] = part[j];
        part[j] = i;
      }
      for (let i = 0; i < part.length; i += 1) part[i] = (part[i] + next()) / STRATUM;
    }
    return out;
  }

  /** Quantiles of a beta distribution at equal steps of probability: the density over sin²θ, summed by the midpoint. */
  function betaTable(alpha, beta) {
    const below = new Float64Array(STEPS + 1);
    const width = Math.PI / 2 / STEPS;
    for (let i = 0; i < STEPS; i += 1) {
      const at = (i + 0.5) * width;
      let mass = Math.exp((2 * alpha - 1) * Math.log(Math.sin(at)) + (2 * beta - 1) * Math.log(Math.cos(at)));
      if (i === 0 && alpha < 1) mass = width ** (2 * alpha - 1) / (2 * alpha);
      if (i === STEPS - 1 && beta < 1) mass = width ** (2 * beta - 1) / (2 * beta);
      below[i + 1] = below[i] + mass;
    }
    const table = new Float64Array(CELLS + 1);
    for (let cell = 1, i = 0; cell < CELLS; cell += 1) {
      const wanted = (cell / CELLS) * below[STEPS];
      while (below[i + 1] < wanted) i += 1;
      const [from, to] = [Math.sin(i * width) ** 2, Math.sin((i + 1) * width) ** 2];
      table[cell] = from + ((wanted - below[i]) / (below[i + 1] - below[i])) * (to - from);
    }
    table[0] = (table[1] * Math.max(alpha - 1, 0)) / (alpha + 1); // so that the outermost steps have the right mean
    table[CELLS] = 1 - ((1 - table[CELLS - 1]) * Math.max(beta - 1, 0)) / (beta + 1);
    if (alpha === 1 && beta === 1) for (let cell = 0; cell <= CELLS; cell += 1) table[cell] = cell / CELLS;
    return table;
  }

  /** The same from a few places of probability, close to each other near 0 and 1. */
  function widened(places) {
    const table = new Float64Array(CELLS + 1);
    const at = (i) => (1 - Math.cos((Math.PI * i) / (places.length - 1))) / 2;
    for (let cell = 0, i = 0; cell <= CELLS; cell += 1) {
      while (i < places.length - 2 && at(i + 1) < cell / CELLS) i += 1;
      table[cell] = places[i] + ((cell / CELLS - at(i)) / (at(i + 1) - at(i))) * (places[i + 1] - places[i]);
    }
    return table;
  }

  // P. J. Acklam's inverse of the normal distribution function, and the function itself (Abramowitz and Stegun, 26.2.17).
  function normalAt(p) {
    const tail = (q) => {
      const r = Math.sqrt(-2 * Math.log(q));
      return (((((-7.784894002430293e-3 * r - 0.3223964580411365) * r - 2.400758277161838) * r - 2.549732539343734) * r + 4.374664141464968) * r + 2.938163982698783) /
        ((((7.784695709041462e-3 * r + 0.3224671290700398) * r + 2.445134137142996) * r + 3.754408661907416) * r + 1);
    };
    if (p < 0.02425) return tail(Math.max(p, 1e-12));
    if (p > 0.97575) return -tail(Math.max(1 - p, 1e-12));
    const q = p - 0.5;
    const r = q * q;
    return ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q) /
      (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1);
  }

  function shareBelow(z) {
    const t = 1 / (1 + 0.2316419 * Math.abs(z));
    const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * t *
      (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z < 0 ? tail : 1 - tail;
  }

  let study = null; // what never moves; see certainty.py
  let tables = [];
  let segment = null;
  let effects = new Map(); // draws of levers' effects, by place and size

  function open(given) {
    study = given;
    tables = study.numbers.map(([, , , first, , alpha, beta]) => (Array.isArray(first) ? widened(first) : betaTable(alpha, beta)));
    segment = null;
    effects = new Map();
  }

  /** What an effect adds to our utility: one number, or one a draw. */
  function effectOf(k, size) {
    const [step, first, span, alpha, beta] = study.levers.effects[k];
    if (!span) return new Float64Array(size).fill(step);
    if (!effects.has(`${k}/${size}`)) {
      const table = betaTable(alpha, beta);
      effects.set(`${k}/${size}`, evenly(`effect ${k}`, size).map((one) => {
        const cell = Math.min(Math.floor(one * CELLS), CELLS - 1);
        return first + span * (table[cell] + (one * CELLS - cell) * (table[cell + 1] - table[cell]));
      }));
    }
    return effects.get(`${k}/${size}`);
  }

  /** What levers add to our utility by driver, draw by draw, where any is pulled. */
  function pushes(s, pulls, size) {
    const found = [];
    for (const [l, d, k] of study.levers?.segments[s] ?? []) {
      if (!pulls?.[l]) continue;
      found[d] ??= new Float64Array(size);
      effectOf(k, size).forEach((step, i) => { found[d][i] += pulls[l] * step; });
    }
    return found;
  }

  /** Whose normal draws are in a number's own, and how much of each: letters are bytes, in 127ths, of the survey's first. */
  function partsOf(s, own, group) {
    if (typeof group !== "string") return group;
    const parts = Array.from(atob(group), (letter, k) => [study.surveys[s][k], ((letter.charCodeAt(0) << 24) >> 24) / 127]);
    const rest = 1 - parts.reduce((sum, [, part]) => sum + part * part, 0);
    return rest > 0 ? [...parts, [own, Math.sqrt(rest)]] : parts;
  }

  /** Where each number of a segment lies in its probability: by itself, or together with others (see together.py). */
  function uniformOf(s, [own, o, d, , , , , group], size, normals) {
    const { halo, shared } = study;
    const family = study.apart[s] ? s : "*";
    const normal = (name) => {
      if (!normals.has(name)) normals.set(name, evenly(name, size).map(normalAt));
      return normals.get(name);
    };
    if (group === undefined && (o < 0 || !(halo || shared))) return evenly(`${own}`, size);
    const parts = group !== undefined ? partsOf(s, own, group) : [[`all ${family}`, halo * shared], [`offering ${o} ${family}`, halo * (1 - shared)],
      [`driver ${d} ${family}`, (1 - halo) * shared], [own, (1 - halo) * (1 - shared)]].map(([name, part]) => [name, Math.sqrt(part)]);
    const z = new Float64Array(size);
    for (const [name, part] of parts) {
      if (!part) continue;
      const each = normal(`${name}`);
      for (let i = 0; i < size; i += 1) z[i] += part * each[i];
    }
    return z.map(shareBelow);
  }

  /** Draws of a segment's uncertain numbers, once: numbers by place (driver + D · offering; weights first), as many as asked. */
  function drawsFor(s, size) {
    if (segment?.s !== s) segment = { s, size: 0, drawn: new Map() };
    if (segment.size >= size) return segment.drawn;
    const normals = new Map();
    for (const k of study.segments[s]) {
      const [, o, d, ...rest] = study.numbers[k];
      const [first, span] = Array.isArray(rest[0]) ? rest.slice(1) : rest;
      const uniform = uniformOf(s, study.numbers[k], size, normals);
      const table = tables[k];
      const turned = o >= 0 && span < 0 && (study.halo || study.shared) && rest[4] === undefined;
      segment.drawn.set(`${o}/${d}`, uniform.map((one) => {
        const place = (turned ? 1 - one : one) * CELLS;
        const cell = Math.min(Math.floor(place), CELLS - 1);
        return first + span * (table[cell] + (place - cell) * (table[cell + 1] - table[cell]));
      }));
    }
    segment.size = size;
    return segment.drawn;
  }

  function quantile(sorted, p) {
    const place = (sorted.length - 1) * p;
    const at = Math.min(Math.floor(place), sorted.length - 2);
    return sorted[at] + (place - at) * (sorted[at + 1] - sorted[at]);
  }

  /**
   * Draws the values of segment `s`. `weights` [D] and `ratings` [O][D] are as model.js has them; what differs from
   * the study's (`moved`, by place) is drawn no more, and an unknown rating over its whole scale. Levers are pulled as far
   * as `pulls` [L] say, and what they move stops at the anchors.
   */
  function valuesOf({ s, weights, ratings, moved, pulls, size }) {
    const { drivers, ours } = study;
    const drawn = drawsFor(s, size);
    const [O, D, push] = [ratings.length, drivers.length, pushes(s, pulls, size)];
    const of = (o, d) => (moved.includes(`${o}/${d}`) ? null : drawn.get(`${o}/${d}`));
    const total = study.points ? new Float64Array(size) : null;
    const values = Array.from({ length: O }, () => new Float64Array(size));
    for (let d = 0; d < D; d += 1) {
      const { cost, worst, best } = drivers[d];
      const weight = of(-1, d);
      const fixed = weights[d];
      if (total) for (let i = 0; i < size; i += 1) total[i] += weight ? weight[i] : fixed;
      for (let o = 0; o < O; o += 1) {
        const rating = ratings[o][d];
        const value = values[o];
        let x = of(o, d);
        if (!x && Number.isNaN(rating)) x = evenly(`${s}/${o}/${d}`, size).map((one) => (cost ? one - 1 : one));
        const level = x ? 0 : (rating - worst) / (best - worst) - (cost ? 1 : 0);
        if (o === ours && push[d]) {
          const [from, to, by, at] = [cost ? -1 : 0, cost ? 0 : 1, push[d], x];
          x = by.map((step, i) => Math.min(to, Math.max(from, (at ? at[i] : level) + step)));
        }
        for (let i = 0; i < size; i += 1) value[i] += (weight ? weight[i] : fixed) * (x ? x[i] : level);
      }
    }
    if (total) for (const value of values) for (let i = 0; i < size; i += 1) value[i] *= 100 / total[i];
    return values;
  }

  /**
   * Sums up `size` draws of a segment: ends of values and of our gap to the best of the others, the probability of each to
   * give the most, and whether all is fixed. `overall` gets `share` of each gap added.
   */
  function ask(question, overall = [], share = 0) {
    const { ours, tail } = study;
    const { size } = question;
    const values = valuesOf(question);
    const gap = new Float64Array(size);
    const [least, widest] = [new Float64Array(values.length).fill(Infinity), new Float64Array(values.length).fill(-Infinity)];
    const best = new Float64Array(values.length);
    for (let i = 0; i < size; i += 1) {
      let [most, other] = [-Infinity, -Infinity];
      for (let o = 0; o < values.length; o += 1) {
        const value = values[o][i];
        if (value > most) most = value;
        if (o !== ours && value > other) other = value;
        const ahead = values[ours][i] - value;
        if (ahead < least[o]) least[o] = ahead;
        if (ahead > widest[o]) widest[o] = ahead;
      }
      gap[i] = values[ours][i] - other;
      const noise = 1e-9 * Math.max(1, Math.abs(most));
      let as = 0;
      for (let o = 0; o < values.length; o += 1) if (values[o][i] >= most - noise) as += 1;
      for (let o = 0; o < values.length; o += 1) if (values[o][i] >= most - noise) best[o] += 1 / as / size;
    }
    for (let i = 0; i < overall.length; i += 1) overall[i] += share * gap[i];
    const fixed = least.every((low, o) => widest[o] - low <= 1e-9 * Math.max(1, Math.abs(low)));
    return { size, values: values.map((value) => ends(value, tail)), gap: ends(gap, tail), best: [...best], fixed };
  }

  function ends(of, tail) {
    of.sort();
    return [quantile(of, tail), quantile(of, 1 - tail)];
  }

  /**
   * The same of several scenarios (of each a question a segment), and of each over all customers: the ends of the gap's
   * mean by the segments' `shares`, and how probable it is that it is above 0.
   */
  function askAll({ scenarios, shares, size }) {
    const overall = scenarios.map(() => new Float64Array(shares ? size : 0));
    const each = scenarios.map(() => []);
    study.segments.forEach((_, s) => scenarios.forEach((questions, k) => {
      each[k].push(ask({ s, size, ...questions[s] }, overall[k], shares?.[s]));
    }));
    return each.map((segments, k) => {
      const ahead = overall[k].reduce((count, gap) => count + (gap > 0 ? 1 : gap < 0 ? 0 : 0.5), 0) / size;
      return { segments, overall: shares && { gap: ends(overall[k], study.tail), ahead, fixed: segments.every(({ fixed }) => fixed) } };
    });
  }

  return { open, ask, askAll };
}
