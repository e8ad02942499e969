// Each widget brings the text of its module, but a page imports a text once.

const modules = (globalThis.cvtoolsModules ??= new Map()); // text → promise of its module

async function imported(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export default {
  async render(context) {
    const text = context.model.get("_source");
    if (!modules.has(text)) modules.set(text, imported(text));
    const { default: widget } = await modules.get(text);
    return context.signal?.aborted ? undefined : widget.render(context);
  },
};
