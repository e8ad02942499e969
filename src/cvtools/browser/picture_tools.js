// Save or copy a picture: as SVG, as PNG, or the table behind it. Nothing leaves the page but what its reader takes along.
{
  const SCALE = 2; // pixels of a PNG for each of the picture's
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  function drawing(svg) {
    const copy = svg.cloneNode(true);
    const { width, height } = svg.viewBox.baseVal;
    for (const [name, value] of Object.entries({ width, height })) if (value) copy.setAttribute(name, value);
    copy.removeAttribute("style");
    copy.setAttribute("font-family", getComputedStyle(svg).fontFamily);
    return new XMLSerializer().serializeToString(copy);
  }

  async function pixels(svg) {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing(svg))}`;
    await picture.decode();
    const canvas = make("canvas", { width: picture.width * SCALE, height: picture.height * SCALE });
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  function save(blob, name) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // A spreadsheet takes what begins like a formula for one; a number may begin with its sign.
  const safe = (cell) => (/^[=@]|^[-+](?![\d.,\s\p{Sc}]|[A-Z]{3}\s?\d)/u.test(cell) ? `'${cell}` : cell).replace(/\s+/g, " ");
  const escaped = (text) => make("i", { textContent: text }).innerHTML;

  function copied(rows) {
    const plain = rows.map((row) => row.map(safe).join("\t")).join("\n");
    const html = `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(safe(cell))}</td>`).join("")}</tr>`).join("")}</table>`;
    return { "text/plain": new Blob([plain], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) };
  }

  /**
   * Buttons behind one that opens them. `name()` is the picture's name, `svg()` its drawing, `rows()` its table or null;
   * `words` are save_or_copy, as_svg, as_png, copy_picture, copy_table, copied, saved, cannot_copy.
   */
  globalThis.pictureTools = ({ name, svg, rows, words }) => {
    const said = make("span", { role: "status" });
    const file = (kind) => `${name().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "chart"}.${kind}`;
    const button = (word, act) => {
      const one = make("button", { type: "button", textContent: words[word] });
      one.addEventListener("click", async () => {
        said.textContent = "";
        try { said.textContent = await act(); } catch (error) { console.warn(error); said.textContent = words.cannot_copy; }
      });
      return one;
    };
    const saved = (blob, kind) => { save(blob, file(kind)); return words.saved.replace("{place}", file(kind)); };
    const copy = async (content) => { await navigator.clipboard.write([new ClipboardItem(content)]); return words.copied; };
    const buttons = [
      button("as_svg", () => saved(new Blob([drawing(svg())], { type: "image/svg+xml" }), "svg")),
      button("as_png", async () => saved(await pixels(svg()), "png")),
      button("copy_picture", () => copy({ "image/png": pixels(svg()) })),
      ...(rows() ? [button("copy_table", () => copy(copied(rows())))] : []),
    ];
    const hidden = make("span", { className: "hidden" });
    const summary = make("summary", {}, words.save_or_copy, hidden);
    const node = make("details", { className: "tools" }, summary, make("div", {}, ...buttons, said));
    hidden.textContent = `: ${name()}`;
    return node;
  };
}
