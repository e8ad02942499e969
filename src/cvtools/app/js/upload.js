// A button that takes one file: it says what it does in the reader's language, and nothing else.

export default {
  render({ model, el }) {
    const button = document.createElement("button");
    const input = document.createElement("input");
    button.className = "jupyter-button widget-button";
    Object.assign(button.style, { margin: "2px", width: "max-content" });
    button.type = "button";
    input.type = "file";
    input.hidden = true;
    const show = () => {
      button.textContent = model.get("label");
      button.disabled = model.get("disabled");
      input.accept = model.get("accept");
    };
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      model.set("file", { name: file.name, content: await file.arrayBuffer() });
      model.save_changes();
      input.value = ""; // so that the same file can be chosen again
    });
    show();
    model.on("change", show);
    el.append(button, input);
    return () => model.off("change", show);
  },
};
