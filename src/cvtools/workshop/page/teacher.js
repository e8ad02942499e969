// The teacher's page: who is in, the steps, and once the numbers are shown, what everybody said.

import { language, likelyLanguage, speak, t, written } from "./texts.js";
import { ask, button, choice, labelled, make } from "./elements.js";
import { strips } from "./dots.js";

const DATA = JSON.parse(document.getElementById("data").textContent);
const PAGE = document.getElementById("page");
const NAMES = { en: "English", nb: "Norsk", hr: "Hrvatski" };
const POLL = 1500;
const KEPT = "cvw/teacher";
let joined = null;
let room = null;
let view = null;
let shown = "";

function token() {
  const given = location.hash.slice(1);
  if (given) sessionStorage.setItem(KEPT, given);
  if (given) history.replaceState(null, "", location.pathname); // not on the projector
  return sessionStorage.getItem(KEPT) ?? "";
}

const HEADERS = { "X-Token": token() };
const head = make("div");
const problem = make("p", { class: "wrong", role: "alert" });
const clock = make("p", { class: "clock", role: "timer" });
const people = make("section");
const results = make("section");

function nameOf(table, id) {
  return joined.form[table].find(row => row.id === id)?.name[language()] ?? id;
}

async function act(action, value) {
  problem.textContent = "";
  try {
    await ask("teacher/do", { method: "POST", headers: HEADERS, body: { action, value, version: room.version } });
  } catch (error) {
    problem.textContent = t(error.why === "unreachable" ? "lost" : error.why, { n: error.n ?? "" });
  }
  await refresh();
}

function controls() {
  const minutes = make("input", { type: "text", inputmode: "numeric", value: "10", class: "number", "aria-label": t("timer") });
  const claim = make("input", { type: "text", maxlength: 300 });
  const put = async () => { await act("claim", claim.value); if (!problem.textContent) claim.value = ""; };
  return [
    make("div", { class: "row", kids: [
      room.revealed ? button(t("hide"), () => act("hide")) : button(t("reveal"), () => act("reveal"), { class: "main" }),
      button(t("next_round"), () => act("next")),
      labelled(t("timer"), minutes),
      button(t("start"), () => act("timer", 60 * Number(minutes.value.replace(",", ".")))),
      button(t("stop"), () => act("timer", 0)),
    ] }),
    make("div", { class: "row", kids: [labelled(t("claim_ask"), claim), button(t("put"), put)] }),
  ];
}

function header() {
  const title = joined.form.title[language()];
  document.title = title;
  const codes = Object.keys(DATA.words).map(code => [code, NAMES[code] ?? code]);
  const pick = choice(codes, language(), code => { speak(DATA.words, code); shown = ""; header(); show(); }, { "aria-label": t("language") });
  const [before, after] = t("how_to_join", { address: joined.address }).split("{code}");
  head.replaceChildren(
    make("header", { kids: [make("h1", { text: `${title} · ${joined.form.segment.name[language()]}` }), pick] }),
    make("div", { class: "join", kids: [
      joined.qr ? make("img", { src: joined.qr, alt: joined.address }) : null,
      make("p", { kids: [before, make("b", { text: joined.code }), after ?? ""] }),
    ] }),
    make("div", { class: "controls" }),
  );
}

function show() {
  const busy = document.activeElement?.matches?.("input[type=text]");
  if (!busy) head.querySelector(".controls").replaceChildren(...controls());
  const done = room.people.filter(person => person.done).length;
  const list = room.people.map(person => {
    const name = person.name || `${person.number}`;
    return make("li", { class: [person.done ? "done" : "", person.away ? "gone" : ""].join(" ").trim(), text: `${name}: ${person.answered}/${room.asked}` + (person.away ? ` (${t("gone")})` : "") });
  });
  people.replaceChildren(
    make("h2", { text: `${t("round", { n: room.round })} · ${t("in", { n: room.people.length })}, ${t("working", { n: room.people.length - done })}, ${t("done", { n: done })}` }),
    room.changed ? make("p", { class: "wrong", text: t("changed") }) : "",
    make("ul", { class: "people", kids: list }),
  );
  const now = JSON.stringify([room.picture, room.claims, language(), view]);
  if (now !== shown) {
    shown = now;
    results.replaceChildren(...(room.revealed ? picture() : []), ...claims());
  }
}

function claims() {
  if (room.claims.length === 0) return [];
  const votes = room.picture?.votes ?? {};
  const line = ({ number, text }) => {
    const counted = ["agree", "disagree", "unsure"].map(word => `${t(word)}: ${votes[number]?.[word] ?? 0}`).join(" · ");
    return make("li", { kids: [text, make("div", { class: "quiet", text: room.revealed ? counted : "" })] });
  };
  return [make("h2", { text: t("claim_ask") }), make("ul", { kids: room.claims.map(line) })];
}

function picture() {
  const views = Object.keys(room.picture.views);
  const opener = room.picture.cards.map(row => ({ ...row, name: t(`thing_${row.thing}`), worst: 0, best: 100 }));
  const orders = opener.length ? [make("h2", { text: t("cards_all") }), make("div", { class: "columns", kids: [strips(opener, t("cards_all"))] })] : [];
  if (views.length === 0) return [make("p", { text: t("nothing") }), ...orders];
  if (!views.includes(view)) [view] = views;
  const said = room.picture.views[view];
  const { form } = joined;
  const most = form.unit === "points" ? Math.max(10, ...said.weights.flatMap(row => row.dots)) : Math.max(1, ...said.weights.flatMap(row => row.dots));
  const weights = said.weights.map(row => ({ ...row, name: nameOf("drivers", row.driver), worst: 0, best: most }));
  const agreement = (key, value) => (value === null ? t(key, { number: t("agree_none") }) : t(key, { number: written(value, 2) }) + ` (${t("agree_scale")})`);
  return [
    views.length > 1 ? labelled(t("view"), choice(views.map(code => [code, t(code)]), view, code => { view = code; show(); })) : "",
    make("h2", { text: t("winners") }), ...winnersTable(said),
    make("h2", { text: t("weights") }), make("p", { class: "quiet", text: t("dot") }), make("div", { class: "columns", kids: [strips(weights, t("weights"))] }),
    make("p", { text: agreement("agree_weights", said.w) }),
    make("p", { text: said.camps ? t("camps", { a: said.camps.a, b: said.camps.b, drivers: said.camps.drivers.map(id => nameOf("drivers", id)).join(", ") }) : t("no_camps") }),
    make("h2", { text: t("ratings") }), make("p", { text: agreement("agree_ratings", said.icc) }),
    ...(said.disagree.length ? [make("h3", { text: t("disagree") }), make("ol", { kids: said.disagree.map(row => make("li", { text: numberName(row) })) })] : []),
    make("div", { class: "columns", kids: form.offerings.flatMap(offering => offeringStrips(said, offering)) }),
    ...movedList(said),
    ...orders,
  ];
}

function numberName({ table, offering, driver }) {
  return offering ? `${nameOf("offerings", offering)}: ${nameOf("drivers", driver)}` : nameOf("drivers", driver);
}

function offeringStrips(said, offering) {
  const rows = said.ratings.filter(row => row.offering === offering.id).map(row => {
    const driver = joined.form.drivers.find(other => other.id === row.driver);
    return { ...row, name: driver.name[language()], worst: driver.worst, best: driver.best };
  });
  const name = offering.name[language()];
  return rows.some(row => row.n) ? [make("div", { kids: [make("h3", { text: name }), strips(rows, name)] })] : [];
}

function winnersTable({ values, winners, n }) {
  const ways = ["median", "trimmed", "linear"];
  const known = values.flatMap(found => ways.map(way => Math.abs(found[way] ?? 0)));
  const digits = Math.max(...known) >= 100 ? 0 : Math.max(...known) >= 1 ? 1 : 3;
  const amount = value => (value === null ? "–" : written(value, digits));
  const header = [" ", ...ways.map(way => t(`way_${way}`)), t("own"), t("guessed")];
  const row = found => make("tr", { kids: [make("th", { scope: "row", text: nameOf("offerings", found.offering) }), ...ways.map(way => make("td", { class: "number", kids: [winners[way] === found.offering ? make("b", { text: amount(found[way]) + " ★" }) : amount(found[way])] })), make("td", { class: "number", text: `${found.own}/${n}` }), make("td", { class: "number", text: String(found.guessed) })] });
  const named = new Set(ways.map(way => winners[way]));
  return [
    make("div", { class: "wider", tabindex: "0", kids: [make("table", { kids: [make("thead", { kids: [make("tr", { kids: header.map(text => make("th", { scope: "col", text })) })] }), make("tbody", { kids: values.map(row) })] })] }),
    make("p", { text: named.has("") ? t("nothing") : t(named.size === 1 ? "same_winner" : "other_winner") }),
  ];
}

function movedList({ moved }) {
  if (moved === null) return [];
  const line = row => make("li", { text: t("moved_row", { name: numberName(row), before: row.median_before === null ? "–" : written(row.median_before, 1), after: row.median === null ? "–" : written(row.median, 1) }) });
  return [make("h2", { text: t("moved") }), moved.length ? make("ul", { kids: moved.map(line) }) : make("p", { text: t("moved_none") })];
}

async function refresh() {
  try {
    if (!joined) {
      joined = await ask("teacher/form", { headers: HEADERS });
      PAGE.className = "wide";
    }
    room = await ask("teacher/state", { headers: HEADERS });
    room.got = performance.now();
    if (!head.firstChild) header();
    if (problem.textContent === t("lost")) problem.textContent = "";
    show();
  } catch (error) {
    problem.textContent = t(error.why === "unreachable" ? "lost" : error.why, { n: error.n ?? "" });
  }
}

function tickTeacher() {
  if (!room || room.left === null) { clock.textContent = ""; return; }
  const left = Math.round(room.left - (performance.now() - room.got) / 1000);
  clock.textContent = left <= 0 ? t("time_up") : t("left", { minutes: Math.floor(left / 60), seconds: String(left % 60).padStart(2, "0") });
}

async function keepOn() {
  await refresh();
  setTimeout(keepOn, POLL);
}

speak(DATA.words, likelyLanguage(DATA.words));
PAGE.replaceChildren(head, problem, clock, people, results);
setInterval(tickTeacher, 500);
keepOn();
