// The opener: eighteen cards in an order, and what the order says of five things.

import { t, written } from "./texts.js";
import { button, make } from "./elements.js";

const THINGS = ["package", "brand", "price", "seal", "money_back"];

/** For each thing its share of all ranges of mean places, and its best level. */
export function partWorths(cards, order) {
  const score = card => cards.length - order.indexOf(card.card);
  const found = THINGS.map(thing => {
    const levels = [...new Set(cards.map(card => card[thing]))].map(level => {
      const scores = cards.filter(card => card[thing] === level).map(score);
      return { level, mean: scores.reduce((sum, one) => sum + one, 0) / scores.length };
    });
    levels.sort((one, other) => other.mean - one.mean);
    return { thing, best: levels[0].level, range: levels[0].mean - levels[levels.length - 1].mean };
  });
  const all = found.reduce((sum, { range }) => sum + range, 0);
  return found.map(({ thing, best, range }) => ({ thing, best, share: all ? range / all : 0 }));
}

function levelText(thing, level) {
  if (thing === "package") return t("card_package", { letter: level });
  if (thing === "price") return `${written(level, 2)} USD`;
  if (thing === "brand") return level;
  return t(level ? `card_${thing}` : `card_no_${thing}`);
}

function result(cards, order) {
  const rows = partWorths(cards, order).map(({ thing, best, share }) => {
    const percent = Math.round(100 * share);
    const text = t("cards_row", { thing: t(`thing_${thing}`), share: percent, level: levelText(thing, best) });
    const bar = make("div", { class: "bar" });
    bar.style.width = `${percent}%`;
    return make("li", { kids: [text, bar] });
  });
  return [make("h3", { text: t("cards_yours") }), make("ul", { class: "worths", kids: rows }), make("p", { class: "quiet", text: t("cards_note") })];
}

export function cardsStep({ form, answers, answer, redraw }) {
  const { cards } = form;
  const order = answers.get("cards").value ?? [];
  const say = next => { answer("cards", next.length ? next : null); redraw(); };
  const text = card => THINGS.map(thing => levelText(thing, card[thing])).join(" · ");
  const open = cards.filter(card => !order.includes(card.card));
  const row = make("div", { class: "row", kids: [
    make("b", { text: t("cards_placed", { n: order.length, all: cards.length }) }),
    order.length ? button(t("cards_back"), () => say(order.slice(0, -1))) : null,
    order.length > 1 ? button(t("cards_again"), () => say([])) : null,
  ] });
  return [
    open.length ? make("p", { text: t("cards_ask") }) : "",
    row,
    ...(open.length ? [] : result(cards, order)),
    ...open.map(card => button(text(card), () => say([...order, card.card]), { class: "card" })),
    order.length ? make("ol", { class: "quiet", kids: order.map(number => make("li", { text: text(cards.find(card => card.card === number)) })) }) : "",
  ];
}
