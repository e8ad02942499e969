// How good an offering is, driver by driver: likely, and if somebody wants to say it, low and high.

import { language, t, typedNumber, written } from "./texts.js";
import { choice, labelled, make } from "./elements.js";
import { driverHead, numberField, remark } from "./weigh.js";

const HOW = ["", "assumption", "interview", "review", "survey", "measured"];

/** A step of 1, 2 or 5 of some power of ten, so that a scale has some hundred of them. */
function niceStep(length) {
  const power = 10 ** Math.floor(Math.log10(length / 100));
  return power * [1, 2, 5, 10].find(factor => length / (power * factor) <= 200);
}

/** What is wrong with low, likely and high; blank if nothing. */
function ratingFault({ low, likely, high }, least, most) {
  const given = [low, likely, high].filter(level => level !== null);
  if (given.some(Number.isNaN)) return "number";
  if (given.some(level => level < least || level > most)) return "scale";
  if (likely === null && given.length > 0) return "number";
  return given.every((level, i) => i === 0 || given[i - 1] <= level) ? "" : "order";
}

export function rateStep({ form, offering, answers, answer, redraw, view, share }) {
  const segment = form.segment.name[language()];
  const fields = { offering: offering.name[language()], segment };
  const text = offering.text[language()];
  return [
    make("p", { text: t(view === "believed" ? "rate_believed" : "rate_ask", fields) }),
    make("p", { class: "quiet", text }),
    ...form.drivers.map(driver => ratingRow({ driver, item: `rating/${offering.id}/${driver.id}`, answers, answer, redraw, share })),
  ];
}

function ratingRow({ driver, item, answers, answer, redraw, share }) {
  const [least, most] = [Math.min(driver.worst, driver.best), Math.max(driver.worst, driver.best)];
  const record = answers.get(item);
  const value = record.value ?? { likely: null, low: null, high: null, how: "" };
  const answered = record.value !== null;
  const typed = { likely: written(value.likely), low: written(value.low), high: written(value.high), how: value.how ?? "", unknown: answered && value.likely === null, ...record.typed };
  const place = make("div");
  const step = niceStep(most - least);

  function told(part, text) {
    typed[part] = text;
    if (part === "likely") typed.unknown = false;
    const levels = Object.fromEntries(["low", "likely", "high"].map(name => [name, typed.unknown ? null : typedNumber(typed[name])]));
    const wrong = ratingFault(levels, least, most);
    const blank = !typed.unknown && levels.likely === null;
    if (wrong) answers.draft(item, { ...typed }, wrong);
    else answer(item, blank ? null : { ...levels, how: typed.how }, { ...typed });
    place.replaceChildren(remark(answers.get(item), marks));
  }
  const shown = rating => (rating === null ? "–" : rating.likely === null ? t("unknown") : written(rating.likely));
  const marks = { low: least, high: most, shown, takeMine: mine => { answer(item, mine); redraw(); } };
  const unknown = make("input", { type: "checkbox", checked: typed.unknown, onchange: event => {
    typed.unknown = event.target.checked;
    told("how", typed.how);
    if (typed.unknown) redraw();
  } });
  const end = name => labelled(t(name), numberField({ label: `${driver.name[language()]}, ${t(name)}`, value: value[name], typed: typed[name], moved: (_level, text) => told(name, text) }));
  const name = driver.name[language()];
  place.append(remark(record, marks));
  return make("section", { class: "item", kids: [
    driverHead(driver),
    numberField({ label: name, value: typed.unknown ? null : value.likely, typed: typed.unknown ? "" : typed.likely, slider: { from: driver.worst, to: driver.best, step }, moved: (level, text) => { unknown.checked = false; told("likely", text); } }),
    make("div", { class: "ends", kids: [make("span", { text: written(driver.worst) }), make("span", { text: written(driver.best) })] }),
    place,
    make("details", { open: Boolean(typed.low || typed.high), kids: [
      make("summary", { text: t("range") }),
      make("p", { class: "quiet", text: t("range_note", { share }) }),
      make("div", { class: "row", kids: [end("low"), end("high")] }),
    ] }),
    make("div", { class: "row", kids: [
      labelled(t("know"), choice(HOW.map(code => [code, t(`how_${code}`)]), typed.how, code => told("how", code), { "aria-label": `${name}: ${t("know")}` })),
      make("label", { class: "tick", kids: [unknown, make("span", { text: t("unknown") })] }),
    ] }),
  ] });
}
