// The participant's page: come in, answer step by step, and hand nothing over twice.

import { language, likelyLanguage, speak, t } from "./texts.js";
import { ask, button, choice, labelled, make } from "./elements.js";
import { answersUnder } from "./answers.js";
import { sender } from "./sending.js";
import { driverHead, weighStep } from "./weigh.js";
import { rateStep } from "./rate.js";
import { cardsStep } from "./cards.js";

const DATA = JSON.parse(document.getElementById("data").textContent);
const PAGE = document.getElementById("page");
const ME = "cvw/me";
const POLL = 3000;
const LONGEST_NAME = 60;
const OFFLINE = DATA.form !== undefined;
const NAMES = { en: "English", nb: "Norsk", hr: "Hrvatski" };
let remembered = null; // where the browser keeps nothing

function remember(me) {
  remembered = me;
  try {
    if (me) localStorage.setItem(ME, JSON.stringify(me));
    else localStorage.removeItem(ME);
  } catch { /* kept in memory, as long as the page is open */ }
}

function myself() {
  try {
    return JSON.parse(localStorage.getItem(ME)) ?? remembered;
  } catch {
    return remembered;
  }
}

function languageChoice(changed) {
  const options = Object.keys(DATA.words).map(code => [code, NAMES[code] ?? code]);
  return choice(options, language(), code => { speak(DATA.words, code); changed(); }, { "aria-label": t("language"), class: "language" });
}

function top(title, changed, more = []) {
  document.title = title;
  return make("header", { kids: [make("h1", { text: title }), languageChoice(changed), ...more] });
}

// -- coming in -------------------------------------------------------------------------------------

function joinPage({ code = decodeURIComponent(location.hash.slice(1)), name = "", view = "perceived", again = false, told = "" } = {}) {
  const codeBox = make("input", { type: "text", value: code, maxlength: 4, autocapitalize: "characters", autocomplete: "off", class: "code" });
  const nameBox = make("input", { type: "text", value: name, maxlength: LONGEST_NAME, autocomplete: "off" });
  const keyBox = make("input", { type: "text", maxlength: 14, autocapitalize: "characters", autocomplete: "off", class: "code" });
  const views = viewChoice(view);
  const problem = make("p", { class: "wrong", role: "alert", text: told });
  const state = () => ({ code: codeBox.value, name: nameBox.value, view: views.value(), again });

  async function enter() {
    const body = { code: codeBox.value.toUpperCase().trim(), language: language() };
    try {
      if (again) {
        const key = keyBox.value.toUpperCase().replace(/\s/g, "");
        const { view: mine } = await ask("me", { headers: { "X-Key": key } });
        remember({ key, view: mine, language: language() });
      } else {
        const { key } = await ask("join", { method: "POST", body: { ...body, name: nameBox.value, view: views.value() } });
        remember({ key, view: views.value(), language: language() });
      }
      await enterRoom();
    } catch (error) {
      problem.textContent = t(error.why ?? "unreachable", { n: error.n ?? "" });
    }
  }

  const own = again ? [labelled(t("own_code_ask"), keyBox)] : [labelled(t("code_ask"), codeBox), labelled(t("name_ask"), nameBox, t("name_note")), views.element];
  const form = make("form", { onsubmit: event => { event.preventDefault(); enter(); }, kids: [...own, problem, make("button", { class: "main", text: t("join") })] });
  PAGE.replaceChildren(top(t("workshop"), () => joinPage(state())), form, button(again ? t("back") : t("again"), () => joinPage({ ...state(), again: !again }), { class: "link" }));
  (code && !again ? nameBox : again ? keyBox : codeBox).focus();
}

function viewChoice(view, changed = () => {}) {
  const radio = code => make("label", { class: "tick", kids: [make("input", { type: "radio", name: "view", value: code, checked: code === view, onchange: () => changed(code) }), make("span", { text: t(code) })] });
  const element = make("fieldset", { kids: [make("legend", { text: t("view_ask") }), radio("perceived"), radio("believed")] });
  return { element, value: () => element.querySelector("input:checked").value };
}

async function enterRoom() {
  const me = myself();
  const { form, state, answers } = await ask("form", { headers: { "X-Key": me.key } });
  workPage({ me, form, state, theirs: answers });
}

// -- answering -------------------------------------------------------------------------------------

function workPage({ me, form, state, theirs = {} }) {
  const headers = { "X-Key": me.key };
  const answers = answersUnder(OFFLINE ? `cvw/off/${form.print}/` : `cvw/${me.key}/`);
  answers.adopt(theirs);
  const status = make("p", { class: "status", role: "status" });
  const clock = make("p", { class: "clock", role: "timer" });
  const news = make("p", { class: "news", role: "status" });
  const where = make("nav");
  const content = make("fieldset", { class: "plain" });
  const head = make("div");
  const share = `${Math.round(100 * form.confidence)} %`;
  const device = answers.get("device").value ?? Math.random().toString(36).slice(2);
  answers.put("device", { value: device });
  let at = answers.get("at").value ?? 0;
  let until = null;

  const sending = OFFLINE ? null : sender({
    answers,
    send: changes => ask("save", { method: "POST", headers, body: { device, changes } }),
    tell: (what, error) => {
      if (error?.why === "key") leave();
      status.textContent = answers.keeps() || what === "saved" ? t(what) : t("nowhere");
      status.className = `status ${what}`;
    },
    settled: redraw => redraw && show(),
  });

  function leave() {
    remember(null);
    joinPage({ told: t("key") });
  }

  function answer(item, value, typed) {
    answers.answer(item, value, { typed, round: state.round });
    if (OFFLINE) status.textContent = t(answers.keeps() ? "here" : "nowhere");
    else sending.typed();
    count();
  }

  const context = { form, answers, answer, share, view: me.view, redraw: () => show() };
  const steps = () => [
    ...(form.cards ? [{ title: t("cards_title"), kids: () => cardsStep(context), items: ["cards"] }] : []),
    { title: t("winner_title"), kids: () => winnerStep(context), items: ["winner"] },
    { title: t("weigh_title"), kids: () => weighStep(context), items: form.drivers.map(driver => `weight/${driver.id}`) },
    ...form.offerings.map(offering => ({ title: offering.name[language()], head: t("rate_title"), kids: () => rateStep({ ...context, offering }), items: form.drivers.map(driver => `rating/${offering.id}/${driver.id}`) })),
    ...(OFFLINE ? [] : [{ title: t("claims_title"), kids: () => claimStep(context, state.claims), items: [] }]),
  ];

  const isOpen = item => (item === "cards" ? (answers.get(item).value ?? []).length < form.cards.length : answers.get(item).value === null);

  function count() {
    steps().forEach((step, i) => {
      const open = step.items.filter(isOpen).length;
      const tab = where.children[i];
      tab?.classList.toggle("answered", open === 0 && step.items.length > 0);
    });
  }

  function go(index) {
    at = index;
    answers.put("at", { value: at });
    show();
    scrollTo(0, 0);
  }

  function show() {
    const all = steps();
    at = Math.min(at, all.length - 1);
    const step = all[at];
    const segment = form.segment.name[language()];
    const own = OFFLINE ? [] : [make("p", { class: "quiet", text: t("own_code", { code: me.key }) })];
    head.replaceChildren(top(form.title[language()], () => { remember({ ...me, language: language() }); show(); }), make("p", { class: "quiet", text: `${t("round", { n: state.round })} · ${segment}` }));
    where.replaceChildren(...all.map((other, i) => button(other.title, () => go(i), { class: "tab", "aria-current": i === at ? "step" : "false" })));
    const last = at === all.length - 1;
    const open = all.flatMap(({ items }) => items).filter(isOpen).length;
    const done = answers.get("done").value === true && (answers.get("done").at ?? 0) === state.round;
    content.disabled = state.revealed;
    content.replaceChildren(make("h2", { text: step.head ?? step.title }), ...step.kids());
    const foot = make("div", { class: "row foot", kids: [
      at > 0 ? button(t("back"), () => go(at - 1)) : null,
      last ? null : button(t("next"), () => go(at + 1), { class: "main" }),
      last ? button(OFFLINE ? t("hand_in") : t("finish"), () => (OFFLINE ? handIn() : finish()), { class: "main" }) : null,
    ] });
    PAGE.replaceChildren(head, clock, news, where, content, last && open ? make("p", { class: "quiet", text: t("open_items", { n: open }) }) : "", last && done ? make("p", { text: t("finished") }) : "", foot, status, ...own);
    if (OFFLINE && at === 0) content.prepend(nameFields());
    news.textContent = state.revealed ? [t("revealed"), ...results()].join(" ") : state.round > 1 ? t("second") : "";
    count();
  }

  function results() {
    const { result } = state;
    if (!result) return [];
    const name = id => form.offerings.find(offering => offering.id === id)?.name[language()] ?? t("by_nobody");
    return [result.yours === null ? "" : t("by_yours", { offering: name(result.yours) }) + ".", t("by_all", { offering: name(result.all) }) + "."];
  }

  function finish() {
    answer("done", true);
    answers.put("done", { ...answers.get("done"), at: state.round });
    sending.flush();
    show();
  }

  function nameFields() {
    const nameBox = make("input", { type: "text", maxlength: LONGEST_NAME, value: me.name ?? "", oninput: event => keep({ name: event.target.value }) });
    const keep = changes => { Object.assign(me, changes); context.view = me.view; answers.put("me", { value: { ...me } }); };
    return make("div", { kids: [labelled(t("name_ask"), nameBox, t("name_note")), viewChoice(me.view, view => keep({ view })).element] });
  }

  function handIn() {
    const known = answers.items().filter(item => /^(winner|weight|rating)(\/|$)/.test(item));
    const given = Object.fromEntries(known.map(item => [item, answers.get(item).value]).filter(([, value]) => value !== null));
    const text = JSON.stringify({ workshop: 1, form, id: device, name: me.name ?? "", view: me.view, language: language(), answers: given }, null, 1);
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: `workshop-${device.slice(0, 6)}.json` });
    link.click();
  }

  function tick() {
    if (until === null) { clock.textContent = ""; return; }
    const left = Math.round((until - performance.now()) / 1000);
    clock.textContent = left <= 0 ? t("time_up") : t("left", { minutes: Math.floor(left / 60), seconds: String(left % 60).padStart(2, "0") });
  }

  async function poll() {
    try {
      const now = await ask("state", { headers });
      until = now.left === null ? null : performance.now() + 1000 * now.left;
      const changed = now.version !== state.version || now.claims.length !== state.claims.length;
      if (now.mine > state.mine) {
        const { answers: theirs } = await ask("form", { headers });
        if (answers.adopt(theirs) && !content.contains(document.activeElement)) show();
      }
      state = now;
      if (changed) show();
      if (answers.waiting().length > 0) sending.soon();
    } catch (error) {
      if (error.why === "key") return leave();
      status.textContent = t("kept");
      status.className = "status kept";
    }
    setTimeout(poll, POLL * (0.75 + Math.random() / 2));
  }

  addEventListener("storage", event => answers.reread(event.key, event.newValue) && !content.contains(document.activeElement) && show());
  show();
  if (OFFLINE) return;
  setInterval(tick, 500);
  poll();
  sending.flush();
}

function winnerStep({ form, answers, answer, redraw }) {
  const chosen = answers.get("winner").value;
  const cards = form.offerings.map(offering => button(offering.name[language()], () => { answer("winner", offering.id); redraw(); }, { class: "card", "aria-pressed": String(offering.id === chosen) }));
  return [make("p", { text: t("winner_ask", { segment: form.segment.name[language()] }) }), make("p", { class: "quiet", text: t("winner_note") }), ...cards];
}

function claimStep({ answers, answer, redraw }, claims) {
  if (claims.length === 0) return [make("p", { class: "quiet", text: t("claims_none") })];
  return claims.map(({ number, text }) => {
    const item = `claim/${number}`;
    const vote = word => button(t(word), () => { answer(item, word); redraw(); }, { "aria-pressed": String(answers.get(item).value === word) });
    return make("section", { class: "item", kids: [make("p", { text }), make("div", { class: "row", kids: ["agree", "disagree", "unsure"].map(vote) })] });
  });
}

// -- start -----------------------------------------------------------------------------------------

async function startParticipant() {
  const me = myself();
  speak(DATA.words, (!OFFLINE && me?.language) || (OFFLINE && DATA.form.language) || likelyLanguage(DATA.words));
  if (OFFLINE) {
    const kept = answersUnder(`cvw/off/${DATA.form.print}/`).get("me").value;
    return workPage({ me: kept ?? { view: "perceived", name: "" }, form: DATA.form, state: { round: 1, version: 0, revealed: false, claims: [], mine: 0 } });
  }
  if (!me) return joinPage();
  try {
    await enterRoom();
  } catch (error) {
    if (error.why === "key") { remember(null); joinPage({ told: t("key") }); }
    else {
      PAGE.replaceChildren(top(t("workshop"), () => {}), make("p", { role: "status", text: t(error.why ?? "unreachable", { n: error.n ?? "" }) }));
      setTimeout(startParticipant, POLL);
    }
  }
}

startParticipant();
