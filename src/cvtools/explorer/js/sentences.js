// The sentences that answer: who leads by how much, what it was at the start, and what was changed.

/** How we stand: "ahead", "behind", "level", or, where unknown ratings leave a range, "…_open", and "open" across 0. */
export function standing({ known, low, high }) {
  const noise = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
  if (Number.isNaN(known)) return low > noise ? "ahead_open" : high < -noise ? "behind_open" : "open";
  return Math.abs(known) <= noise ? "level" : known > 0 ? "ahead" : "behind";
}

/** Both ends of a gap that is not known, seen from who is ahead. */
function endsOf({ low, high }, amount) {
  const [from, to, signed] = low > 0 ? [low, high, false] : high < 0 ? [-high, -low, false] : [low, high, true];
  return { low: amount(from, signed), high: amount(to, signed) };
}

export function answer(study, segment, now, start, { moved, digits, numbers, words, verdict }) {
  const ours = study.offerings[study.ours].name;
  const amount = (value, signed = false) => numbers.inWords(value, digits, signed);
  if (now.rival < 0) {
    const own = now.offerings[study.ours];
    const fields = { ours, segment: segment.name, amount: amount(own.value), low: amount(own.low), high: amount(own.high) };
    return words(Number.isNaN(own.value) ? "alone_open" : "alone", fields);
  }
  const said = (gap, rival) => ({ ours, segment: segment.name, rival: study.offerings[rival].name, amount: amount(Math.abs(gap.known)), ...endsOf(gap, amount) });
  const sentences = [words(standing(now.gap), said(now.gap, now.rival))];
  if (moved) sentences.push(words(`was_${standing(start.gap).replace(/.*open$/, "open")}`, { ...said(start.gap, start.rival), low: amount(start.gap.low, true), high: amount(start.gap.high, true) }));
  else if ((verdict === "open" || verdict === "contested") && !Number.isNaN(now.gap.known)) sentences.push(words("not_sure"));
  if (now.alike.length) {
    const names = now.alike.map((o) => study.offerings[o].name);
    sentences.push(words("alike", { rival: study.offerings[now.rival].name, names: numbers.listed(names) }));
  }
  if (!now.certain) sentences.push(words("uncertain_rival"));
  return sentences.join(" ");
}

/** A gap, or both its ends, in as few signs as it can be told in. */
export function gapInBrief({ known, low, high }, { digits, numbers, words }) {
  const amount = (value) => numbers.amount(value, digits, true);
  return Number.isNaN(known) ? words("range", { low: amount(low), high: amount(high) }) : amount(known);
}

/** One line for a small screen: the gap at the start, now, and to whom. */
export function brief(study, now, start, ways) {
  if (now.rival < 0) return ways.numbers.amount(now.offerings[study.ours].middle, ways.digits);
  const [was, is] = [start, now].map(({ gap }) => gapInBrief(gap, ways));
  return ways.words("against", { gap: ways.moved ? `${was} → ${is}` : is, rival: study.offerings[now.rival].name });
}

/** A difference (see scenarios.js) in words: whose, what, from what to what. */
export function changeInWords(study, { o, d, was, is }, { numbers, words }) {
  const { name: driver, unit } = study.drivers[d];
  const thing = o < 0 ? words("weight_of", { driver }) : words("rating_of", { driver, offering: study.offerings[o].name });
  const [from, to] = [was, is].map((number) => (Number.isNaN(number) ? words("unknown") : numbers.short(number)));
  return `${thing}, ${from} → ${to} ${o < 0 || Number.isNaN(is) ? "" : unit}`.trim();
}

/** How many changes there are, segment by segment. */
export function changesBySegment(study, differing, { words }) {
  const counts = study.segments.map(({ name }, s) => [name, differing.filter((one) => one.s === s).length]);
  return counts.filter(([, count]) => count).map(([name, count]) => words("changed_in", { segment: name, count })).join(" · ");
}
