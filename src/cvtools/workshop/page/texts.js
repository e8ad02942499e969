// The page's texts in the reader's language, and numbers as that language writes them.

let spokenCode = "en";
let spokenWords = {};

/** From now on the page speaks this language; all texts of all languages came with it. */
export function speak(words, code) {
  spokenCode = words[code] ? code : "en";
  spokenWords = words[spokenCode];
  document.documentElement.lang = spokenCode;
}

export function language() {
  return spokenCode;
}

/** The browser's language, if the page has it. */
export function likelyLanguage(words) {
  const asked = (navigator.languages ?? []).map(code => code.slice(0, 2).replace("no", "nb").replace("nn", "nb"));
  return asked.find(code => words[code]) ?? "en";
}

export function t(key, fields = {}) {
  return (spokenWords[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => (name in fields ? fields[name] : all));
}

/** A number in its shortest form. */
export function written(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const text = digits === undefined ? String(Number(value.toPrecision(10))) : value.toFixed(digits);
  return text.replace("-", "−").replace(".", spokenWords.decimal);
}

/** A typed text as a number: point or comma, spaces between thousands; NaN if it is none, null if it is blank. */
export function typedNumber(text) {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-");
  if (plain === "") return null;
  return /^-?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain) ? Number(plain.replace(",", ".")) : NaN;
}
