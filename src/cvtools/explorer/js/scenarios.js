// A scenario: the numbers that differ from the study's, by segment and driver. As a file it is YAML in its JSON form, which
// a browser reads and writes without a library (scenarios.py is the other reader).

export const LONGEST_FILE = 1_000_000;
export const LARGEST_WEIGHT = 1e15; // as in scenarios.py
const LONGEST_NAME = 200;
const isTable = (thing) => typeof thing === "object" && thing !== null && !Array.isArray(thing);
const isRows = (thing) => isTable(thing) && Object.values(thing).every(isTable);
const known = (number) => (number === null ? NaN : number);
const same = (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** Every number that differs from the start: segment `s`, offering `o` (−1: a weight), driver `d`, what it `was` and `is`. */
export function differences(study, states, starts = statesOf(study)) {
  return starts.flatMap(({ weights, ratings }, s) => [weights, ...ratings].flatMap((row, i) => {
    const now = i ? states[s].ratings[i - 1] : states[s].weights;
    return row.flatMap((was, d) => (same(was, now[d]) ? [] : [{ s, o: i - 1, d, was, is: now[d] }]));
  }));
}

/** The same as a scenario has it: { ratings: {segment: {driver: number or null}}, weights: {…}, rivals: {offering: {…}} }. */
export function changesOf(study, states) {
  const table = () => Object.create(null); // "__proto__" may be a driver's id
  const changes = { ratings: table(), weights: table(), rivals: table() };
  for (const { s, o, d, is } of differences(study, states)) {
    const rows = o < 0 ? changes.weights : o === study.ours ? changes.ratings : (changes.rivals[study.offerings[o].id] ??= table());
    (rows[study.segments[s].id] ??= table())[study.drivers[d].id] = Number.isNaN(is) ? null : is;
  }
  return changes;
}

/** The numbers of every segment with a scenario's changes made. */
export function statesOf(study, { ratings = {}, weights = {}, rivals = {} } = {}) {
  const own = (table, id) => (Object.hasOwn(table, id) ? table[id] : {});
  const changed = (row, numbers) => numbers.map((number, d) => {
    const { id } = study.drivers[d];
    return known(Object.hasOwn(row, id) ? row[id] : number);
  });
  return study.segments.map(({ id, weights: all, ratings: each }) => ({
    weights: changed(own(weights, id), all),
    ratings: each.map((row, o) => changed(own(o === study.ours ? ratings : own(rivals, study.offerings[o].id), id), row)),
  }));
}

/** The tables of a scenario: the name that a fault is told under, and numbers by segment and driver. */
const tablesOf = ({ ratings = {}, weights = {}, rivals = {} }) =>
  [["ratings", ratings], ["weights", weights], ...Object.entries(rivals).map(([id, rows]) => [`rivals.${id}`, rows])];

export function countOf(scenario) {
  return tablesOf(scenario).flatMap(([, rows]) => Object.values(rows)).reduce((count, row) => count + Object.keys(row).length, 0);
}

export function asFile(study, { name, ratings, weights, rivals = {} }) {
  const more = Object.keys(rivals).length ? { rivals } : {};
  const content = { format: more.rivals ? 2 : 1, scenario: name, study: study.title, fingerprint: study.fingerprint, ratings, weights, ...more };
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
  const named = isTable(content) && [1, 2].includes(content.format) && typeof content.scenario === "string" && content.scenario.trim() &&
    content.scenario.length <= LONGEST_NAME;
  const { ratings = {}, weights = {}, rivals = {} } = named ? content : {};
  if (!named || !isTable(rivals) || ![ratings, weights, ...Object.values(rivals)].every(isRows)) {
    return { wrong: "not_readable", fields: { file } };
  }
  const older = content.fingerprint !== study.fingerprint;
  if (older && content.study !== study.title) {
    return { wrong: "other_study", fields: { other: String(content.study), this: study.title } };
  }
  const scenario = { name: content.scenario.trim(), ratings, weights, rivals };
  const what = misfits(study, scenario);
  return what.length ? { wrong: "does_not_fit", fields: { what: what.slice(0, 5).join(", ") } } : { scenario, older };
}

/** What of a scenario the study has no place for, as `table.segment.driver = number`. */
export function misfits(study, scenario) {
  const others = study.offerings.filter((_, o) => o !== study.ours).map(({ id }) => id);
  const found = Object.keys(scenario.rivals ?? {}).filter((id) => !others.includes(id)).map((id) => `rivals.${id}`);
  for (const [table, values] of tablesOf(scenario)) {
    for (const [segment, row] of Object.entries(values)) {
      for (const [id, number] of Object.entries(row)) {
        const driver = study.drivers.find((one) => one.id === id);
        const place = driver && study.segments.some((one) => one.id === segment);
        if (!place || !fits(table, driver, number)) found.push(`${table}.${segment}.${id} = ${JSON.stringify(number)}`);
      }
    }
  }
  if (found.length || !study.points) return found;
  return statesOf(study, { weights: scenario.weights }).flatMap((state, s) =>
    state.weights.some((weight) => weight > 0) ? [] : [`weights.${study.segments[s].id} = 0`]);
}

function fits(table, { worst, best }, number) {
  if (number === null) return table !== "weights";
  if (typeof number !== "number" || !Number.isFinite(number)) return false;
  return table === "weights" ? number >= 0 && number <= LARGEST_WEIGHT : number >= Math.min(worst, best) && number <= Math.max(worst, best);
}
