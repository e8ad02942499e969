// A scenario: the numbers that differ from the study's, by segment and driver. As a file it is YAML in its JSON form, which
// a browser reads and writes without a library (scenarios.py is the other reader).

export const LONGEST_FILE = 1_000_000;
export const LARGEST_WEIGHT = 1e15; // as in scenarios.py
const LONGEST_NAME = 200;
const isTable = (thing) => typeof thing === "object" && thing !== null && !Array.isArray(thing);

/** What differs from the start: { ratings: {segment: {driver: number or null}}, weights: {…} }. */
export function changesOf(study, states) {
  const changes = { ratings: Object.create(null), weights: Object.create(null) }; // "__proto__" may be a driver's id
  const put = (table, segment, id, number) => { (table[segment] ??= Object.create(null))[id] = number; };
  study.segments.forEach((segment, s) => {
    study.drivers.forEach(({ id }, d) => {
      const [rating, weight] = [states[s].ratings[study.ours][d], states[s].weights[d]];
      const was = segment.ratings[study.ours][d];
      if (rating !== was && !(Number.isNaN(rating) && was === null)) {
        put(changes.ratings, segment.id, id, Number.isNaN(rating) ? null : rating);
      }
      if (weight !== segment.weights[d]) put(changes.weights, segment.id, id, weight);
    });
  });
  return changes;
}

/** The numbers of every segment with a scenario's changes made. */
export function statesOf(study, { ratings = {}, weights = {} } = {}) {
  const changed = (table, segment, id, otherwise) => {
    const row = Object.hasOwn(table, segment) ? table[segment] : {};
    return Object.hasOwn(row, id) ? row[id] : otherwise;
  };
  const known = (number) => (number === null ? NaN : number);
  return study.segments.map((segment) => ({
    weights: study.drivers.map(({ id }, d) => changed(weights, segment.id, id, segment.weights[d])),
    ratings: segment.ratings.map((row, o) =>
      row.map((rating, d) => known(o === study.ours ? changed(ratings, segment.id, study.drivers[d].id, rating) : rating))),
  }));
}

export function countOf({ ratings, weights }) {
  return [ratings, weights].flatMap(Object.values).reduce((count, row) => count + Object.keys(row).length, 0);
}

export function asFile(study, { name, ratings, weights }) {
  const content = { format: 1, scenario: name, study: study.title, fingerprint: study.fingerprint, ratings, weights };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A name that every system takes for a file. */
export function fileName(name) {
  const safe = name.normalize("NFC").replace(/[^\p{L}\p{N}_-]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 60);
  return `${safe || "scenario"}.yaml`;
}

/** Reads a file's text: `{ scenario, older }`, or `{ wrong, fields }` with the key of a sentence that says why not. */
export function ofFile(study, text, file) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return { wrong: "not_readable", fields: { file } };
  }
  const shaped = isTable(content) && content.format === 1 && typeof content.scenario === "string" && content.scenario.trim() &&
    content.scenario.length <= LONGEST_NAME;
  if (!shaped || ![content.ratings ?? {}, content.weights ?? {}].every((table) => isTable(table) && Object.values(table).every(isTable))) {
    return { wrong: "not_readable", fields: { file } };
  }
  const older = content.fingerprint !== study.fingerprint;
  if (older && content.study !== study.title) {
    return { wrong: "other_study", fields: { other: String(content.study), this: study.title } };
  }
  const scenario = { name: content.scenario.trim(), ratings: content.ratings ?? {}, weights: content.weights ?? {} };
  const what = misfits(study, scenario);
  return what.length ? { wrong: "does_not_fit", fields: { what: what.slice(0, 5).join(", ") } } : { scenario, older };
}

function misfits(study, { ratings, weights }) {
  const found = [];
  for (const [table, values] of Object.entries({ ratings, weights })) {
    for (const [segment, row] of Object.entries(values)) {
      for (const [id, number] of Object.entries(row)) {
        const driver = study.drivers.find((one) => one.id === id);
        const known = driver && study.segments.some((one) => one.id === segment);
        if (!known || !fits(table, driver, number)) found.push(`${table}.${segment}.${id} = ${JSON.stringify(number)}`);
      }
    }
  }
  if (found.length || !study.points) return found;
  return statesOf(study, { weights }).flatMap((state, s) =>
    state.weights.some((weight) => weight > 0) ? [] : [`weights.${study.segments[s].id} = 0`]);
}

function fits(table, { worst, best }, number) {
  if (number === null) return table === "ratings";
  if (typeof number !== "number" || !Number.isFinite(number)) return false;
  return table === "weights" ? number >= 0 && number <= LARGEST_WEIGHT : number >= Math.min(worst, best) && number <= Math.max(worst, best);
}
