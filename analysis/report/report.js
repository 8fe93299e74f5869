// Replaces each drawn picture by the same chart with tooltips, as wide as the page allows, lets the
// arrow keys walk through time, and changes light for dark. Without this script the pictures stay.
(() => {
  "use strict";
  const page = JSON.parse(document.getElementById("exhibits").textContent);
  const SMALLEST = 160; // pixels of a plot
  const SLIM = 200;
  const narrow = 480;

  const table = (columns) => {
    const whole = Object.entries(columns).map(([name, column]) => [
      name,
      Array.isArray(column) ? column : column.at.map((place) => column.of[place]),
    ]);
    const count = whole.length ? whole[0][1].length : 0;
    return Array.from({ length: count }, (_, row) =>
      Object.fromEntries(whole.map(([name, column]) => [name, column[row]])),
    );
  };

  // A chart as Altair made it: the page keeps what charts share only once.
  const whole = (key) => {
    const { tables, ...spec } = structuredClone(page.specs[key]);
    spec.config ??= structuredClone(page.config);
    spec.datasets = Object.fromEntries(tables.map((name) => [name, table(page.tables[name])]));
    return spec;
  };

  const widen = (part, width) => {
    if (part.vconcat) part.vconcat.forEach((each) => widen(each, width));
    else if (part.hconcat) {
      // A slim part is a column of numbers that belongs to its neighbour: it keeps its width.
      const wide = part.hconcat.filter((each) => each.width >= SLIM);
      const sum = (parts) => parts.reduce((all, each) => all + (each.width ?? 0), 0);
      const left = width - sum(part.hconcat) + sum(wide);
      const all = sum(wide);
      for (const each of wide) widen(each, (each.width / all) * left);
    } else if (part.concat) {
      const columns = Math.min(part.columns ?? part.concat.length, part.concat.length);
      part.concat.forEach((each) => widen(each, width / columns));
    } else if (part.spec) widen(part.spec, width / (part.columns ?? 1));
    else if (typeof part.width === "number") part.width = Math.max(SMALLEST, Math.floor(width));
  };

  const fitted = (key, width) => {
    const spec = whole(key);
    if (width < narrow && spec.hconcat?.every((part) => part.width >= SLIM)) {
      spec.vconcat = spec.hconcat;
      delete spec.hconcat;
    }
    if (width < narrow && spec.columns) spec.columns = 1;
    widen(spec, width - page.exhibits[key].beside);
    if (width < narrow && spec.config?.axis) spec.config.axis.labelFontSize = 12;
    return spec;
  };

  const walk = (holder, view, steps) => {
    const readout = holder.parentElement.querySelector("output");
    let now = -1;
    const show = (next) => {
      now = Math.max(0, Math.min(steps.length - 1, next));
      view.signal("at", now).runAsync();
      readout.textContent = steps[now];
    };
    holder.onkeydown = (event) => {
      const far = event.shiftKey ? 12 : 1;
      const moves = {
        ArrowRight: now + far,
        ArrowLeft: (now < 0 ? steps.length : now) - far,
        Home: 0,
        End: steps.length - 1,
      };
      if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(moves[event.key]);
    };
    holder.onblur = () => {
      now = -1;
      view.signal("at", now).runAsync();
      readout.textContent = "";
    };
  };

  const draw = async (holder) => {
    const key = holder.dataset.exhibit;
    const { steps, label } = page.exhibits[key];
    const place = document.createElement("div");
    const { view } = await window.vegaEmbed(place, fitted(key, holder.clientWidth), {
      actions: false,
      mode: "vega-lite", // the page leaves out $schema, and a `concat` alone is not recognised
      ast: true, // expressions are interpreted, so the page can forbid eval
      renderer: "svg",
      ...page.locale,
    });
    const svg = place.querySelector("svg");
    svg.removeAttribute("aria-hidden");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    holder.view?.finalize();
    holder.view = view;
    holder.replaceChildren(place);
    if (steps.length) walk(holder, view, steps);
  };

  // One after the other, from the top, so that the first can be used while the last is drawn.
  const holders = [...document.querySelectorAll("[data-exhibit]")];
  const widths = new Map();
  let drawing = Promise.resolve();
  const redraw = () => {
    for (const holder of holders) {
      const width = holder.clientWidth;
      if (!width || width === widths.get(holder)) continue;
      widths.set(holder, width);
      drawing = drawing
        .then(() => draw(holder))
        .catch((problem) => console.error(holder.dataset.exhibit, problem))
        .then(() => new Promise((next) => setTimeout(next)));
    }
    drawing.then(() => document.documentElement.setAttribute("data-drawn", holders.length));
  };
  redraw();
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 150);
  });

  // Files are in the page as gzip; a browser without this script saves them like that.
  const unpacked = async (address) => {
    const packed = Uint8Array.from(atob(address.split(",")[1]), (char) => char.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).blob();
  };
  for (const link of document.querySelectorAll("a[data-file]")) {
    link.addEventListener("click", async (event) => {
      if (!window.DecompressionStream) return;
      event.preventDefault();
      const address = URL.createObjectURL(await unpacked(link.getAttribute("href")));
      const saver = document.createElement("a");
      saver.href = address;
      saver.download = link.dataset.file;
      saver.click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    });
  }

  const button = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const name = () => {
    button.textContent = isDark() ? page.words.to_light : page.words.to_dark;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
  });
  system.addEventListener("change", name);
  name();
  button.hidden = false;
})();
