// What each step from worst to best is worth: the largest first, then the others beside it.

import { language, t, typedNumber, written } from "./texts.js";
import { button, make } from "./elements.js";

export function stepText(driver) {
  const unit = driver.unit[language()];
  const [worst, best] = [driver.worst, driver.best].map(level => written(level));
  return t("from_to", { worst, best }) + (unit ? ` (${unit})` : "");
}

export function driverHead(driver) {
  const text = driver.text[language()];
  return make("div", {
    class: "head",
    kids: [
      make("b", { text: driver.name[language()] }),
      make("span", { class: `side ${driver.side}`, text: t(driver.side) }),
      make("div", { class: "quiet", text: (text ? `${text} · ` : "") + stepText(driver) }),
    ],
  });
}

/** A number with a slider beside it; blank until somebody answers. `moved(value, text)`: a number, null, or NaN. */
export function numberField({ label, value, typed, slider, moved, lock = false }) {
  const box = make("input", { type: "text", inputmode: "decimal", class: "number", autocomplete: "off", value: typed ?? written(value), "aria-label": label });
  if (lock) box.readOnly = true;
  const kids = [];
  let track = null;
  if (slider) {
    const { from, to, step } = slider;
    const position = level => (level === null || Number.isNaN(level) ? 500 : (1000 * (level - from)) / (to - from));
    track = make("input", { type: "range", min: 0, max: 1000, step: 1, class: value === null ? "track unset" : "track", "aria-label": label });
    track.value = position(value);
    track.setAttribute("aria-valuetext", value === null ? "–" : written(value));
    track.addEventListener("input", () => {
      const level = Number((Math.round((from + (track.value / 1000) * (to - from)) / step) * step).toPrecision(10));
      box.value = written(level);
      told(level);
    });
    box.addEventListener("input", () => (track.value = position(typedNumber(box.value))));
    kids.push(track);
  }
  function told(level) {
    track?.classList.toggle("unset", level === null || Number.isNaN(level));
    track?.setAttribute("aria-valuetext", level === null ? "–" : written(level));
    moved(level, box.value);
  }
  box.addEventListener("input", () => told(typedNumber(box.value)));
  kids.push(box);
  return make("div", { class: "both", kids });
}

/** What is wrong with an answer, or what another device says; blank if nothing. */
export function remark(record, { low, high, takeMine, shown }) {
  const kids = [];
  if (record.refused) kids.push(make("span", { class: "wrong", text: t(`refused_${record.refused}`, { low: written(low), high: written(high) }) }));
  if (record.mine !== undefined && record.mine !== null) {
    const fields = { theirs: shown(record.value), yours: shown(record.mine) };
    kids.push(make("span", { text: t("overtaken", fields) }), button(t("take_mine", fields), () => takeMine(record.mine)));
  }
  return make("div", { class: "remark", role: "status", kids });
}

export function weighStep({ form, answers, answer, redraw }) {
  const points = form.unit === "points";
  const segment = form.segment.name[language()];
  const weightOf = driver => answers.get(`weight/${driver.id}`);
  const chosen = answers.get("largest").value;
  const full = form.drivers.filter(driver => weightOf(driver).value === 100);
  const largest = points ? (full.find(driver => driver.id === chosen) ?? full[0]) : null;

  if (points && !largest) {
    const choose = driver => {
      answers.put("largest", { value: driver.id });
      answer(`weight/${driver.id}`, 100, "100");
      redraw();
    };
    const cards = form.drivers.map(driver => make("button", { type: "button", class: "card", onclick: () => choose(driver), kids: [driverHead(driver)] }));
    return [make("p", { text: t("weigh_worst", { segment }) }), make("p", { class: "quiet", text: t("weigh_note") }), ...cards];
  }

  function row(driver) {
    const item = `weight/${driver.id}`;
    const record = weightOf(driver);
    const most = points ? 100 : 1e12;
    const place = make("div");
    const field = numberField({
      label: driver.name[language()],
      value: record.value,
      typed: record.typed,
      slider: points ? { from: 0, to: 100, step: 1 } : null,
      moved: (level, text) => {
        const wrong = Number.isNaN(level) ? "number" : level !== null && (level < 0 || level > most) ? "scale" : "";
        if (wrong) answers.draft(item, text, wrong);
        else answer(item, level, text);
        place.replaceChildren(remark(answers.get(item), { low: 0, high: most, takeMine, shown: written }));
      },
    });
    const takeMine = mine => { answer(item, mine, written(mine)); redraw(); };
    place.append(remark(record, { low: 0, high: most, takeMine, shown: written }));
    return make("section", { class: "item", kids: [driverHead(driver), field, place] });
  }

  if (!points) return [make("p", { text: t("weigh_money", { segment, unit: form.unit }) }), make("p", { class: "quiet", text: t("weigh_note") }), ...form.drivers.map(row)];
  const again = () => {
    answers.put("largest", { value: null });
    answer(`weight/${largest.id}`, null, "");
    redraw();
  };
  return [
    make("section", { class: "item largest", kids: [make("small", { text: t("largest") }), driverHead(largest), make("div", { class: "both", kids: [make("b", { text: "100" }), button(t("change"), again)] })] }),
    make("p", { text: t("weigh_points") }),
    ...form.drivers.filter(driver => driver !== largest).map(row),
  ];
}
