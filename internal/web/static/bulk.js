// The bar of work under way moves by itself. Without a script the page is asked for again by hand.
(function () {
  "use strict";
  var box = document.querySelector("[data-progress]");
  if (!box) { return; }
  var bar = box.querySelector("progress");
  var says = document.getElementById("bulk-says");
  box.querySelectorAll("[data-without-script]").forEach(function (link) { link.hidden = true; });
  function look() {
    fetch(box.dataset.progress, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
      .then(function (job) {
        if (job.state !== "waiting") { location.reload(); return; }
        if (job.all > 0) { bar.max = job.all; bar.value = job.done; }
        if (says.textContent !== job.says) { says.textContent = job.says; }
        setTimeout(look, 700);
      })
      .catch(function () { setTimeout(look, 5000); });
  }
  setTimeout(look, 400);
})();
