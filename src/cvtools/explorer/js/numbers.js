// Numbers as the reader writes them, and back. `signs` comes from Python, so that both write alike.

const BLANK = /[\s\u00a0\u202f\u2009]/g;

/** How many digits tell numbers of this size apart (as `digits_for` of language.py). */
export function digitsFor(values) {
  const most = values.reduce((a, b) => (Number.isNaN(b) ? a : Math.max(a, Math.abs(b))), 0);
  if (most === 0) return 0;
  if (most < 0.1) return Math.min(1 - Math.floor(Math.log10(most)), 8);
  return most >= 99.95 ? 0 : most >= 0.95 ? 1 : 2;
}

export function numbersFor({ locale, decimal, group, prefix, suffix, measure, percent }) {
  const formats = new Map();
  const rules = new Map();

  function number(value, digits, signed = false) {
    if (!formats.has(digits)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: true };
      formats.set(digits, new Intl.NumberFormat("en-GB", options));
    }
    const rounded = Number(value.toPrecision(12));
    const text = formats.get(digits).format(Math.abs(rounded)).replaceAll(",", "\0").replace(".", decimal).replaceAll("\0", group);
    const zero = !/[1-9]/.test(text);
    return `${zero ? "" : rounded < 0 ? "−" : signed ? "+" : ""}${text}`;
  }

  function amount(value, digits, signed = false) {
    const text = number(value, digits === 1 && !measure ? 2 : digits, signed); // money: no single digit of cents
    const sign = /^[+−]/.test(text) ? text[0] : "";
    return `${sign}${prefix}${text.slice(sign.length)}${suffix}`;
  }

  /** Money with three digits that count, between what stands before and after it (as `money` of labels.py). */
  function money(value, [before, after]) {
    return `${before}${number(value >= 1000 ? Number(value.toPrecision(3)) : value, 0)}${after}`;
  }

  /** An amount inside a sentence: money, or so many points. */
  function inWords(value, digits, signed = false) {
    if (!measure) return amount(value, digits, signed);
    if (!rules.has(digits)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      rules.set(digits, new Intl.PluralRules(locale, options)); // Croatian counts decimals by their last digit
    }
    const form = rules.get(digits).select(Math.abs(Number(value.toPrecision(12))));
    return (measure[form] ?? measure.other).replace("{number}", number(value, digits, signed));
  }

  /** How many digits the ends of an interval in points are told with, as rounded.py has it: none that another seed would change. */
  function intervalDigits([low, high], digits) {
    const small = (end, least) => end !== 0 && Math.abs(end) * 10 ** least <= 0.5;
    let least = digits;
    while (measure && least > 0 && 0.0075 * (high - low) > 0.5 * 10 ** -least && ![low, high].some((end) => small(end, least - 1))) least -= 1;
    return least;
  }

  /** The shortest text that reads back as this number, grouped as the reader groups it. */
  function plain(value) {
    if (Number.isNaN(value)) return "";
    const [whole, rest] = String(Math.abs(value)).split(".");
    const grouped = /^\d+$/.test(whole) ? whole.replace(/\B(?=(?:\d{3})+$)/g, () => group) : whole;
    return `${value < 0 ? "−" : ""}${grouped}${rest === undefined ? "" : decimal + rest}`;
  }

  /** A number to read, not to read back: four digits after the sign, or four that count. */
  function short(value) {
    return plain(Math.abs(value) < 1e-3 ? Number(value.toPrecision(4)) : Number(value.toFixed(4)));
  }

  /** A typed text as a number; `wrong` says why it is none: "sign" (with how to write it), or "number". */
  function parse(text) {
    const typed = text.replace(BLANK, "").replace("−", "-");
    const [d, g] = [`[${decimal}]`, group.trim() ? `\\d{1,3}(?:[${group}]\\d{3})+|` : ""];
    if (new RegExp(`^[+-]?(?:(?:${g}\\d+)(?:${d}\\d*)?|${d}\\d+)$`).test(typed)) {
      return { value: Number(typed.split(group.trim() || " ").join("").replace(decimal, ".")) };
    }
    const other = decimal === "." ? "," : ".";
    if (/^[+-]?\d*[.,]\d+$/.test(typed)) return { wrong: "sign", example: typed.replace(other, decimal).replace("-", "−") };
    return { wrong: "number" };
  }

  /** Names as a sentence lists them: a, b and c. */
  function listed(names) {
    return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
  }

  const share = (part) => percent.replace("7", Math.round(100 * part));

  /** A probability that was read off draws: what never happened in any of them may still happen. */
  function chance(p) {
    const [sign, share] = p < 0.005 ? ["<", 1] : p >= 0.995 ? [">", 99] : ["", Math.round(100 * p)];
    return sign + percent.replace("7", share);
  }

  return { number, amount, money, inWords, intervalDigits, share, chance, plain, short, parse, listed };
}

/** A sentence of the catalogue with its {fields} filled in. */
export function filled(sentence, fields = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}
