// Replaces each drawn picture by the same chart with tooltips, as wide as the page allows, and lets
// the arrow keys walk through its months. Without this script the pictures simply stay.
(() => {
  "use strict";
  const exhibits = JSON.parse(document.getElementById("exhibits").textContent);
  const BESIDE = 112; // labels left of a chart, the large last value right of it
  const narrow = 480;

  const fitted = (spec, width) => {
    const copy = structuredClone(spec);
    for (const part of copy.vconcat ?? [copy]) {
      part.width = Math.max(180, Math.floor(width) - BESIDE);
    }
    if (width < narrow) copy.config.axis.labelFontSize = 12;
    return copy;
  };

  const walk = (holder, view, steps) => {
    const readout = holder.parentElement.querySelector("output");
    let month = -1;
    const show = (next) => {
      month = Math.max(0, Math.min(steps.length - 1, next));
      view.signal("at", month).runAsync();
      readout.textContent = steps[month];
    };
    holder.onkeydown = (event) => {
      const far = event.shiftKey ? 12 : 1;
      const moves = {
        ArrowRight: month + far,
        ArrowLeft: (month < 0 ? steps.length : month) - far,
        Home: 0,
        End: steps.length - 1,
      };
      if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(moves[event.key]);
    };
    holder.onblur = () => {
      month = -1;
      view.signal("at", month).runAsync();
      readout.textContent = "";
    };
  };

  const draw = async (holder) => {
    const { spec, steps, label } = exhibits[holder.dataset.exhibit];
    const place = document.createElement("div");
    const { view } = await window.vegaEmbed(place, fitted(spec, holder.clientWidth), {
      actions: false,
      ast: true, // expressions are interpreted, so the page can forbid eval
      renderer: "svg",
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

  const holders = [...document.querySelectorAll("[data-exhibit]")];
  const widths = new Map();
  let waiting;
  const redraw = () => {
    for (const holder of holders) {
      const width = holder.clientWidth;
      if (!width || width === widths.get(holder)) continue;
      widths.set(holder, width);
      draw(holder).catch((problem) => console.error(holder.dataset.exhibit, problem));
    }
  };
  redraw();
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 150);
  });
})();
