// The sentence that answers, and what it was at the start.

function standing({ known, low, high }) {
  if (Number.isNaN(known)) return "open";
  const noise = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
  return Math.abs(known) <= noise ? "level" : known > 0 ? "ahead" : "behind";
}

export function answer(study, segment, now, start, { moved, digits, numbers, words, verdict }) {
  const ours = study.offerings[study.ours].name;
  const amount = (value, signed = false) => numbers.inWords(value, digits, signed);
  const ends = ({ low, high }) => ({ low: amount(low, true), high: amount(high, true) });
  if (now.rival < 0) {
    const own = now.offerings[study.ours];
    const fields = { ours, segment: segment.name, amount: amount(own.value), low: amount(own.low), high: amount(own.high) };
    return words(Number.isNaN(own.value) ? "alone_open" : "alone", fields);
  }
  const said = (gap, rival) => ({ ours, segment: segment.name, rival: study.offerings[rival].name, amount: amount(Math.abs(gap.known)), ...ends(gap) });
  const sentences = [words(`${moved ? "now_" : ""}${standing(now.gap)}`, said(now.gap, now.rival))];
  if (moved) sentences.push(words(`was_${standing(start.gap)}`, said(start.gap, start.rival)));
  else if (verdict === "open" || verdict === "contested") sentences.push(words("not_sure"));
  if (now.alike.length) {
    const names = now.alike.map((o) => study.offerings[o].name);
    sentences.push(words("alike", { rival: study.offerings[now.rival].name, names: numbers.listed(names) }));
  }
  if (!now.certain) sentences.push(words("uncertain_rival"));
  return sentences.join(" ");
}
