// Where a report keeps scenarios: in the browser's own store, by the study's fingerprint, so that they are there again
// when the report is opened again; where report and app keep what the sliders show; and how a link holds a scenario.

import { asFile, misfits, ofFile } from "./scenarios.js";

const PREFIX = "cvtools.scenarios.";

/** The browser's store, if it has one: some browsers have none for a file that was opened. */
function ownStore() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function listFrom(text, study) {
  try {
    const { title, scenarios } = JSON.parse(text);
    return title === study.title ? scenarios.filter((one) => typeof one.name === "string" && !misfits(study, one).length) : [];
  } catch {
    return []; // nothing there, or nothing of ours
  }
}

/** Keeps a report's scenarios; `where` says, as the key of a sentence, for how long. */
export function browserStore(study) {
  const store = ownStore();
  const key = PREFIX + study.fingerprint;
  return {
    where: store ? "in_browser" : "in_page",
    read: () => listFrom(store?.getItem(key), study),
    async write(scenarios) {
      if (scenarios.length) store?.setItem(key, JSON.stringify({ title: study.title, scenarios }));
      else store?.removeItem(key);
    },
    /** Those of other versions of this study, as far as they fit it. */
    older: () => Object.keys(store ?? {}).filter((one) => one.startsWith(PREFIX) && one !== key).flatMap((one) => listFrom(store.getItem(one), study)),
    /** Hears when another tab has changed them. */
    listen(heard) {
      const changed = (event) => { if (event.key === key) heard(listFrom(event.newValue, study)); };
      addEventListener("storage", changed);
      return () => removeEventListener("storage", changed);
    },
  };
}

/** What the sliders show, for as long as this tab is open: it outlasts a reload, and another version of the study that it fits. */
export function session(study) {
  const key = `cvtools.now.${study.title}`;
  return {
    read() {
      try {
        const changes = JSON.parse(sessionStorage.getItem(key));
        return changes && !misfits(study, changes).length ? changes : {};
      } catch { return {}; }
    },
    write(changes) { try { sessionStorage.setItem(key, JSON.stringify(changes)); } catch { /* then it does not outlast it */ } },
  };
}

const MARK = "#scenario=";

/** The address of this page with a scenario in it. */
export function linkTo(study, scenario) {
  return location.href.split("#")[0] + MARK + encodeURIComponent(asFile(study, scenario));
}

/** The scenario in this page's address, as `ofFile` tells it; nothing where there is none. */
export function linked(study) {
  if (!location.hash.startsWith(MARK)) return null;
  try {
    return ofFile(study, decodeURIComponent(location.hash.slice(MARK.length)), MARK.slice(0, -1));
  } catch {
    return { wrong: "not_readable", fields: { file: MARK.slice(0, -1) } };
  }
}
