// A slider for a budget: what it says while it is moved was written by Python, in the reader's language. Python hears of it
// after a pause, as a plan takes a second to work out.

const PAUSE = 400; // milliseconds

export default {
  render({ model, el }) {
    const label = document.createElement("label");
    const [name, input, text] = ["span", "input", "output"].map((tag) => label.appendChild(document.createElement(tag)));
    label.className = "cvtools-budget";
    input.type = "range";
    input.min = 0;
    const say = () => {
      text.textContent = model.get("texts")[input.value] ?? "";
      input.setAttribute("aria-valuetext", text.textContent);
    };
    const show = () => {
      name.textContent = model.get("label");
      input.max = Math.max(0, model.get("texts").length - 1);
      input.value = model.get("step");
      say();
    };
    input.addEventListener("input", say);
    let pause = 0;
    input.addEventListener("change", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        model.set("step", Number(input.value));
        model.save_changes();
      }, PAUSE);
    });
    show();
    model.on("change", show);
    el.append(label);
    return () => model.off("change", show);
  },
};
