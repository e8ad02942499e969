// Measures inside a page: milliseconds from what a hand does to pictures that stand, their layout worked out.
globalThis.timing = (() => {
  const pause = (length) => new Promise((done) => requestAnimationFrame(() => setTimeout(done, length)));
  const layout = (place) => place.querySelectorAll("svg").forEach((svg) => svg.getBoundingClientRect());

  async function until(holds, patience = 60_000) {
    const start = performance.now();
    for (;;) {
      const found = holds();
      if (found) return found;
      if (performance.now() - start > patience) throw new Error(`waited in vain for ${holds}`);
      await new Promise(requestAnimationFrame);
    }
  }

  // -- the explorer --------------------------------------------------------------------------------------------------

  const explorer = () => document.querySelector(".cvx");
  const drawn = (node) => new Promise((done) => node.addEventListener("drawn", () => { layout(node); done(performance.now()); }, { once: true }));

  /** Moves one slider after the other, each by a step or a few, and hears when all pictures stand. */
  async function explorerMoves(count) {
    const node = explorer();
    const sliders = [...node.querySelectorAll(".cvx-driver:not([hidden]) .cvx-slider")];
    const took = [];
    for (let i = 0; i < count; i += 1) {
      const slider = sliders[(i * 7) % sliders.length];
      slider.value = (Number(slider.value) + 1 + (i % 5)) % Number(slider.max);
      const standing = drawn(node);
      const start = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      took.push((await standing) - start);
      await pause(5);
    }
    return took;
  }

  /** Switches one lever after the other, on or off, and hears when all pictures stand. */
  async function explorerSwitches(count) {
    const node = explorer();
    const boxes = [...node.querySelectorAll(".cvx-lever input[type=checkbox]")];
    const took = [];
    for (let i = 0; i < count; i += 1) {
      const box = boxes[(i * 7) % boxes.length];
      const standing = drawn(node);
      const start = performance.now();
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      took.push((await standing) - start);
      await pause(5);
    }
    return took;
  }

  /** Moves one slider after the other and waits until it is counted how sure the answer is: with few draws, with all. */
  async function explorerCounts(count) {
    const node = explorer();
    const sliders = [...node.querySelectorAll(".cvx-driver:not([hidden]) .cvx-slider")];
    const took = { first: [], settled: [] };
    for (let i = 0; i < count; i += 1) {
      const slider = sliders[(i * 7) % sliders.length];
      slider.value = (Number(slider.value) + 1 + (i % 5)) % Number(slider.max);
      const start = performance.now();
      let first = 0;
      const settled = new Promise((done) => node.addEventListener("counted", function hear({ detail }) {
        first ||= performance.now() - start;
        if (!detail) return;
        node.removeEventListener("counted", hear);
        done(performance.now() - start);
      }));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      took.settled.push(await settled);
      took.first.push(first);
      await pause(5);
    }
    return took;
  }

  /** Gives the keyboard to a slider and says which key will move it. */
  function explorerFocus(i) {
    const sliders = [...explorer().querySelectorAll(".cvx-driver:not([hidden]) .cvx-slider")];
    const slider = sliders[(i * 7) % sliders.length];
    slider.focus({ preventScroll: true });
    return Number(slider.value) < Number(slider.max) / 2 ? "ArrowRight" : "ArrowLeft";
  }

  /** From here on, real key presses are timed: from the moment that the system says for the key to the pictures that
   * answer it. Those that come later say how sure it is, and have lines of their own. */
  function explorerListen() {
    const took = [];
    const over = new AbortController();
    let pressed = 0;
    addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true, signal: over.signal });
    explorer().addEventListener("drawn", () => {
      if (!pressed) return;
      layout(explorer());
      took.push(performance.now() - pressed);
      pressed = 0;
    }, { signal: over.signal });
    return {
      next: async (count) => { await until(() => took.length >= count, 5_000); await pause(5); },
      stop: () => { over.abort(); return took; },
    };
  }

  // -- interact with an Altair chart ---------------------------------------------------------------------------------

  const chart = (than) => [...document.querySelectorAll("svg.marks")].find((svg) => svg !== than && svg.querySelector(".mark-rect path"));

  /** Moves the slider by a key's step and waits for a picture that was not there before. */
  async function interactMoves(count) {
    const handle = document.querySelector(".widget-slider .noUi-handle");
    const took = [];
    for (let i = 0; i < count; i += 1) {
      const before = chart();
      const fresh = new Promise((done) => {
        const watch = new MutationObserver(() => {
          const svg = chart(before);
          if (!svg) return;
          watch.disconnect();
          svg.getBoundingClientRect();
          done(performance.now());
        });
        watch.observe(document.body, { childList: true, subtree: true });
      });
      const start = performance.now();
      handle.dispatchEvent(new KeyboardEvent("keydown", { key: Math.floor(i / 20) % 2 ? "ArrowLeft" : "ArrowRight", bubbles: true }));
      took.push((await fresh) - start);
      await pause(60); // JupyterLab makes a picture of the chart for the file, too: not this move's time, nor the next one's
    }
    return took;
  }

  // -- opening a notebook --------------------------------------------------------------------------------------------

  const usable = {
    chart: () => chart() ?? document.querySelector("canvas.marks"), // JupyterLab draws on a canvas where a chart does not say how
    slider() {
      const slider = document.querySelector(".cvx-slider:not(:disabled)");
      if (!slider) return false;
      const said = () => explorer().querySelector(".cvx-answer").textContent;
      const before = said();
      slider.value = Number(slider.value) < Number(slider.max) / 2 ? slider.max : 0;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      return said() !== before;
    },
  };

  async function openNotebook(path) {
    const widget = await jupyterapp.commands.execute("docmanager:open", { path });
    await widget.context.ready;
    await widget.context.sessionContext.ready;
    return widget;
  }

  /** From “open” to “answers”, Run All said as soon as the kernel is there; and to pictures that stand. */
  async function opening(path, what) {
    const start = performance.now();
    const widget = await openNotebook(path);
    const ready = performance.now() - start;
    const done = jupyterapp.commands.execute("notebook:run-all-cells");
    await until(usable[what]);
    const answers = performance.now() - start;
    if (what === "slider") await until(() => document.querySelector(".cvx-drawn"));
    const stands = performance.now() - start;
    await done;
    await widget.context.sessionContext.shutdown();
    return { ready, answers, stands };
  }

  async function runAll(path) {
    await openNotebook(path);
    await jupyterapp.commands.execute("notebook:run-all-cells");
  }

  return { explorerMoves, explorerSwitches, explorerCounts, explorerFocus, explorerListen, interactMoves, opening, runAll };
})();
