// A meeting's slides with two keys: those that a clicker sends, the arrows, and space. The slides are pages with links between them; here they are
// fetched ahead, both ways, so that the next one is there at once and a bad network does not stop the meeting, and the page is changed without leaving
// full screen. What is fetched is what the links lead to; nothing else is kept.
(function () {
  "use strict";
  var pages = new Map();
  var forth = { PageDown: 1, ArrowRight: 1, ArrowDown: 1, " ": 1 }, back = { PageUp: 1, ArrowLeft: 1, ArrowUp: 1 };

  function main() { return document.getElementById("main"); }
  function link(rel) { return main().querySelector('a[rel="' + rel + '"]'); }

  function fetched(href) {
    if (!pages.has(href)) {
      pages.set(href, fetch(href, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        return answer.text();
      }).then(function (text) { return new DOMParser().parseFromString(text, "text/html"); }));
      pages.get(href).catch(function () { pages.delete(href); });
    }
    return pages.get(href);
  }

  // Ahead to the end, one after the other.
  function gather(rel, from) {
    var next = from.querySelector('main a[rel="' + rel + '"]');
    if (next) fetched(next.getAttribute("href")).then(function (page) { gather(rel, page); }, function () {});
  }

  function show(href, remember) {
    var rel = document.activeElement && document.activeElement.rel;
    fetched(href).then(function (page) {
      main().replaceWith(document.importNode(page.getElementById("main"), true));
      document.title = page.title;
      if (remember) history.pushState(null, "", href);
      addFull();
      window.scrollTo(0, 0);
      (rel && link(rel) || main()).focus({ preventScroll: true });
    }, function () { location.assign(href); });
  }

  function go(rel) {
    var to = link(rel);
    if (to) show(to.getAttribute("href"), true);
  }

  // The button is made here, since it does nothing without a script and cannot be everywhere.
  function addFull() {
    if (!document.fullscreenEnabled) return;
    var nav = main().querySelector("nav"), button = document.createElement("button");
    button.type = "button";
    button.textContent = nav.dataset.full;
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    button.addEventListener("click", function () {
      if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
    });
    nav.insertBefore(button, nav.lastElementChild);
  }
  document.addEventListener("fullscreenchange", function () {
    var button = main().querySelector("nav button");
    if (button) button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === " " && event.target.closest("a, button")) return;
    var scrolls = document.documentElement.scrollHeight > window.innerHeight + 1;
    if (scrolls && (event.key === "ArrowDown" || event.key === "ArrowUp")) return; // a slide that is longer than the window is read first
    var rel = forth[event.key] ? "next" : back[event.key] ? "prev" : "";
    if (!rel) return;
    event.preventDefault();
    go(rel);
  });
  document.addEventListener("click", function (event) {
    var to = event.target.closest('a[rel="next"], a[rel="prev"]');
    if (!to || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    to.focus();
    go(to.rel);
  });
  window.addEventListener("popstate", function () { show(location.pathname + location.search, false); });

  pages.set(location.pathname + location.search, Promise.resolve(document.cloneNode(true)));
  addFull();
  gather("next", document);
  gather("prev", document);
})();
