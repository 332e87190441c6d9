// Draws the charts of a page with ECharts. A chart is data and nothing else: <div data-chart="id"> names a script
// element of the type application/json with {option, tips}. Behaviour and looks come from here: where an option says
// "fn:name" or "var:--name", it is looked up in a closed table, and only under the properties that may hold one, so that a name somebody typed stays
// a name.
"use strict";
(() => {
  const root = document.documentElement;
  const language = root.lang === "en" ? "en-GB" : [root.lang + "-NO", "nb-NO"];
  const whole = new Intl.NumberFormat(language, {maximumFractionDigits: 0});
  const share = new Intl.NumberFormat(language, {style: "percent", maximumFractionDigits: 0});

  // Every function of an option is made for one chart, since tooltips read its words.
  const functions = {
    number: () => (value) => whole.format(value),
    percent: () => (value) => share.format(value / 100),
    eitherSide: () => (value) => share.format(Math.abs(value) / 100),
    tip: (chart) => (places) => chart.tips[[].concat(places)[0].dataIndex],
    interval: () => (_, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const colour = api.visual("color"), opacity = api.visual("opacity");
      const line = (x1, y1, x2, y2, width) => ({type: "line", shape: {x1, y1, x2, y2}, style: {stroke: colour, lineWidth: width, opacity}});
      return {type: "group", children: [line(x, low, x, high, 4), line(x - 7, low, x + 7, low, 2), line(x - 7, high, x + 7, high, 2)]};
    },
  };
  const mayCall = ["formatter", "renderItem"];
  const mayRefer = ["color", "backgroundColor", "borderColor", "fontFamily"];

  const lookUp = (name) => {
    if (!Object.hasOwn(functions, name)) throw new Error("charts.js has no function " + name);
    return functions[name];
  };

  // hydrate copies an option with its functions, and with the colours and the typeface that hold now.
  const hydrate = (node, key, chart, styles) => {
    if (Array.isArray(node)) return node.map((child) => hydrate(child, "", chart, styles));
    if (node !== null && typeof node === "object") return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, hydrate(v, k, chart, styles)]));
    if (typeof node !== "string") return node;
    if (mayCall.includes(key) && node.startsWith("fn:")) return lookUp(node.slice(3))(chart);
    if (mayRefer.includes(key) && node.startsWith("var:--app-")) return styles.getPropertyValue(node.slice(4)).trim();
    return node;
  };

  const charts = [...document.querySelectorAll("[data-chart]")].map((place) => ({
    place,
    data: JSON.parse(document.getElementById(place.dataset.chart).textContent),
    drawn: echarts.init(place, null, {renderer: "svg"}),
  }));

  const draw = () => {
    const styles = getComputedStyle(root);
    for (const {place, data, drawn} of charts) {
      drawn.setOption(hydrate(data.option, "", data, styles), {notMerge: true});
      place.closest(".plate")?.classList.add("live"); // and the picture that was there before it gives way
    }
  };

  // On paper the style sheet scales the drawing, as it was made for the screen, by its view box: the new width is not known in time to draw anew.
  const paper = matchMedia("print");
  const fit = () => {
    if (paper.matches) return;
    for (const {place, drawn} of charts) {
      drawn.resize();
      place.querySelector("svg").setAttribute("viewBox", `0 0 ${drawn.getWidth()} ${drawn.getHeight()}`);
    }
  };

  draw();
  new ResizeObserver(fit).observe(document.querySelector("main"));
  for (const setting of [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(forced-colors: active)"), paper]) {
    setting.addEventListener("change", draw);
  }
})();
