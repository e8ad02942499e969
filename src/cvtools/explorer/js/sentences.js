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

export function answer(study, segment, now, start, { moved, digits, numbers, words }) {
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
  if (now.alike.length) {
    const names = now.alike.map((o) => study.offerings[o].name);
    sentences.push(words("alike", { rival: study.offerings[now.rival].name, names: numbers.listed(names) }));
  }
  if (!now.certain) sentences.push(words("uncertain_rival"));
  return sentences.join(" ");
}

/** Where we stand whatever the unknown ratings turn out to be, as standings of gaps.py has it. */
function likelyStanding({ ours }, { offerings }) {
  const others = offerings.filter((_, o) => o !== ours);
  const most = (end) => Math.max(...others.map((one) => one[end]));
  const noise = 1e-9 * Math.max(1, ...offerings.map(({ high }) => Math.abs(high)));
  const { low, high } = offerings[ours];
  if (low > most("high") + noise) return "ahead";
  if (most("low") > high + noise) return "behind";
  return Math.abs(low - most("high")) <= noise && Math.abs(high - most("low")) <= noise ? "level" : "open";
}

/** Who is the best and how surely, as verdicts.py has it: { sureness, first, second }, the latter two places. */
export function sureness(study, now, { best, gap: [low, high], fixed }) {
  const order = best.map((_, o) => o).sort((a, b) => best[b] - best[a] || a - b);
  const [first, second] = order;
  if (fixed) return { sureness: "unknown", first, second };
  const [noise, near] = [1e-9 * Math.max(1, Math.abs(low), Math.abs(high)), 1e-9];
  const likely = likelyStanding(study, now);
  const clear = best[first] >= study.certainFrom - near;
  const level = Math.max(Math.abs(low), Math.abs(high)) <= noise && likely === "level";
  const ahead = low > noise && likely === "ahead" && clear && first === study.ours;
  const behind = high < -noise && likely === "behind" && clear && first === now.rival && now.certain;
  if (level || ahead || behind) return { sureness: level ? "level" : "clear", first, second };
  const most = Math.max(...now.offerings.map(({ middle }) => middle));
  const agreed = now.offerings[first].middle >= most - 1e-9 * Math.max(1, Math.abs(most));
  return { sureness: agreed && best[first] >= 0.75 - near ? "probably" : "open", first, second };
}

/** Whether we are ahead over all customers, and how surely, by the same thresholds. */
export function surenessOverall(study, { ahead }) {
  const way = ahead > 0.5 ? "ahead" : "behind";
  const p = Math.max(ahead, 1 - ahead) + 1e-9;
  return { sureness: p >= study.certainFrom ? `clear_${way}` : p >= 0.75 ? `probably_${way}` : "open" };
}

/** How sure the answer is, in words; `counted` is what simulation.js found of these numbers, or nothing yet. */
export function sureInWords(study, now, counted, { digits, numbers, words }) {
  if (!counted) return "";
  const { sureness: step, first, second } = sureness(study, now, counted);
  if (step === "unknown") return words("sure_unknown");
  const p = (o) => numbers.chance(counted.best[o]);
  const fields = { name: study.offerings[first].name, p: p(first), second: study.offerings[second].name, q: p(second) };
  const least = numbers.intervalDigits(counted.gap, digits);
  const [low, high] = counted.gap.map((end) => numbers.inWords(end, least, true));
  const who = step === "level" ? [] : [words(`sure_${step}`, fields)];
  return [...who, words("sure_interval", { low, high, confidence: study.confidence })].join(" ");
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
  const open = [start, now].some(({ gap }) => Number.isNaN(gap.known)); // ranges leave no room for what it was
  const chance = ways.counted && !ways.counted.fixed ? ways.words("chance", { p: ways.numbers.chance(ways.counted.best[study.ours]) }) : "";
  return chance + ways.words("against", { gap: ways.moved && !open ? `${was} → ${is}` : is, rival: study.offerings[now.rival].name });
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
