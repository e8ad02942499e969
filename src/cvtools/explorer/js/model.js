// The value model of model.py and gaps.py for one segment, in the browser. NaN stands for a number that is not known.
// Nothing else computes values here; tests/test_explorer_model.py holds that it equals Python.
//
//   shape    { points, ours, drivers: [{ cost, worst, best, years }] }      what never moves
//   weights  [D]       raw weights, as the study holds them
//   ratings  [O][D]    in each driver's unit

const TIE = 1e-9;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const largest = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);

/** Points: weights out of 100, benefits and costs together. Money: over the years of the horizon, not scaled. */
export function scaledWeights(shape, weights) {
  if (!shape.points) return weights.map((weight, d) => weight * shape.drivers[d].years);
  const scale = 100 / sum(weights);
  return weights.map((weight) => weight * scale);
}

/** What one rating adds to value: as known, and with an unknown rating at its worst and at its best. A `step` moves it. */
function part({ cost, worst, best }, weight, rating, step = 0) {
  if (weight === 0) return { known: 0, low: 0, high: 0 };
  const at = (utility) => weight * (Math.min(1, Math.max(0, utility + step)) - (cost ? 1 : 0)) + 0;
  if (Number.isNaN(rating)) return { known: NaN, low: at(0), high: at(1) };
  const known = step ? at((rating - worst) / (best - worst)) : (weight * (rating - (cost ? best : worst))) / (best - worst) + 0;
  return { known, low: known, high: known };
}

function valueOf(shape, scaled, ratings, steps) {
  const parts = ratings.map((rating, d) => part(shape.drivers[d], scaled[d], rating, steps?.[d]));
  const unknown = parts.filter((p) => Number.isNaN(p.known)).length; // one that has no weight does not count
  const side = (cost) => sum(parts.filter((_, d) => shape.drivers[d].cost === cost).map(({ known }) => known));
  const [low, high] = [sum(parts.map((p) => p.low)), sum(parts.map((p) => p.high))];
  const benefits = unknown ? NaN : side(false);
  const costs = unknown ? NaN : 0 - side(true);
  return { parts, unknown, benefits, costs, value: benefits - costs, low, high, middle: (low + high) / 2 };
}

/** The best alternative's place: the one with the highest middle, the first of those that tie (`alike`: the others). */
function bestAlternative(shape, offerings) {
  const others = offerings.map((_, o) => o).filter((o) => o !== shape.ours);
  if (!others.length) return { rival: -1, alike: [], certain: true };
  const highest = largest(others.map((o) => offerings[o].middle));
  const tolerance = TIE * Math.max(1, Math.abs(highest));
  const rival = others.find((o) => offerings[o].middle >= highest - tolerance);
  const alike = others.filter((o) => o !== rival && Math.abs(offerings[o].value - offerings[rival].value) <= tolerance);
  const next = largest(others.filter((o) => o !== rival).map((o) => offerings[o].high));
  return { rival, alike, certain: next <= offerings[rival].low + tolerance };
}

/** Everything that a moved slider changes: values, the best alternative, the gap to it by driver; `steps` [D] move ours. */
export function evaluate(shape, weights, ratings, steps = null) {
  const scaled = scaledWeights(shape, weights);
  const offerings = ratings.map((row, o) => valueOf(shape, scaled, row, o === shape.ours ? steps : null));
  const { rival, alike, certain } = bestAlternative(shape, offerings);
  if (rival < 0) return { scaled, offerings, rival, alike, certain, gaps: [], gap: { known: NaN, low: NaN, high: NaN } };
  const [ours, theirs] = [offerings[shape.ours], offerings[rival]];
  const gaps = ours.parts.map((mine, d) => ({
    known: mine.known - theirs.parts[d].known,
    low: mine.low - theirs.parts[d].high,
    high: mine.high - theirs.parts[d].low,
  }));
  const total = (end) => sum(gaps.map((gap) => gap[end]));
  return { scaled, offerings, rival, alike, certain, gaps, gap: { known: total("known"), low: total("low"), high: total("high") } };
}

/** The ratings with those that are unknown at the middle of their scales. */
export function atTheMiddle(shape, ratings) {
  return ratings.map((row) => row.map((rating, d) => (Number.isNaN(rating) ? (shape.drivers[d].worst + shape.drivers[d].best) / 2 : rating)));
}

/** For each driver, how far the offerings are apart on it in value: what is at stake with an unknown rating, too. */
export function stakes(shape, weights, ratings) {
  const { offerings } = evaluate(shape, weights, ratings);
  return shape.drivers.map((_, d) => largest(offerings.map(({ parts }) => parts[d].high)) + largest(offerings.map(({ parts }) => -parts[d].low)));
}

/**
 * Where each slider alone would bring us level with the best alternative, by driver; NaN where it cannot. `rating` is
 * that of the offering `who`. Unknown ratings count as the middle of their scales; `gap` is ours by them.
 */
export function closing(shape, weights, ratings, who = shape.ours) {
  const likely = atTheMiddle(shape, ratings);
  const now = evaluate(shape, weights, likely);
  const drivers = shape.drivers.map((driver, d) => ({
    rating: now.rival < 0 ? NaN : closingRating(shape, now, who, driver, d),
    weight: now.rival < 0 ? NaN : closingWeight(shape, weights, likely, d),
    now: likely[who][d],
  }));
  return { gap: now.gap.known, drivers };
}

// Ours has to meet the best of the others; another one has to meet ours, and helps only if nobody else is better still.
function closingRating(shape, { scaled, offerings }, who, driver, d) {
  if (scaled[d] === 0) return NaN;
  const ours = offerings[shape.ours].value;
  const others = offerings.filter((_, o) => o !== shape.ours && o !== who).map(({ value }) => value);
  if (who !== shape.ours && largest(others) > ours + TIE * Math.max(1, Math.abs(ours))) return NaN;
  const rest = sum(offerings[who].parts.filter((_, k) => k !== d).map(({ known }) => known));
  const utility = ((who === shape.ours ? largest(others) : ours) - rest) / scaled[d] + (driver.cost ? 1 : 0);
  return utility >= -TIE && utility <= 1 + TIE ? driver.worst + utility * (driver.best - driver.worst) : NaN;
}

// A weight moves the rivals too. Against each of them the gap is a line in this weight; wanted is the nearest place where
// the lowest line is at 0.
function closingWeight(shape, weights, ratings, d) {
  const step = ratings.map((row) => {
    const ahead = row.map((rating, k) => lead(shape.drivers[k], ratings[shape.ours][k], rating) * shape.drivers[k].years);
    return { rest: sum(ahead.map((a, k) => (k === d || weights[k] === 0 ? 0 : weights[k] * a))), each: ahead[d] };
  });
  const lines = step.filter((_, o) => o !== shape.ours);
  const rest = sum(weights) - weights[d];
  const lowest = (weight) => Math.min(...lines.map(({ rest, each }) => rest + weight * each));
  const found = lines
    .map(({ rest, each }) => -rest / each)
    .filter((weight) => weight >= 0 && Number.isFinite(weight) && (!shape.points || rest + weight > 0))
    .filter((weight) => lowest(weight) >= -TIE * Math.max(1, rest + weight))
    .sort((a, b) => Math.abs(a - weights[d]) - Math.abs(b - weights[d]));
  return found.length ? found[0] : NaN;
}

function lead({ worst, best }, ours, theirs) {
  return (ours - theirs) / (best - worst);
}
