// One section at a time. The address keeps the place (#part-2), so that the phone's own back button goes one section back.

var current = 0;

function show(index, focus) {
  current = Math.max(0, Math.min(index, sections.length - 1));
  sections.forEach(function (s, i) { s.hidden = i !== current; });
  head.classList.toggle("running-head", current > 0);
  if (sections[current].id === "review") review();
  if (focus) {
    window.scrollTo(0, 0);
    (current ? sections[current].querySelector("h2") : head).focus({ preventScroll: true });
  }
}
function go(index) {
  show(index, true);
  write();
  history.pushState({ section: current }, "", "#" + sections[current].id);
}
function step(event) {
  var button = event.target.closest("[data-step]");
  if (!button) return;
  event.preventDefault();
  if (!resume.hidden) return resume.querySelector("button").focus();
  if (button.dataset.step !== "back" && !groupChosen()) return;
  var way = button.dataset.step === "next" ? 1 : -1, at = current + way;
  while (sections[at] && isEmpty(sections[at])) at += way;
  go(button.dataset.step === "review" ? sections.length - 1 : at);
}
function stepBack() {
  if (finished) return location.replace(text.link); // what has been sent is not shown again
  var at = sections.findIndex(function (s) { return "#" + s.id === location.hash; });
  show(at < 0 ? 0 : at, true);
}

// The staff group is the one thing that must be chosen; it is asked in the first part, so it is said there.
function groupChosen() {
  var group = sections[current].querySelector("[data-must]");
  if (!group || group.querySelector("input:checked")) return true;
  mark(group, true);
  group.querySelector("input").focus();
  return false;
}
function mark(question, wrong) {
  var message = question.querySelector("[data-missing]");
  if (!message) return;
  message.hidden = !wrong;
  question.removeAttribute("aria-invalid");
  describe(question);
  boxes(question).forEach(function (box) { wrong ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid"); });
}

// describe tells a screen reader what is said about a question: what is wrong first, then how to answer; not what only those need to
// know whose browser runs no scripts.
function describe(question) {
  var said = all("[data-missing]:not([hidden])", question).concat(all(".hint:not(.plain-only)", question));
  if (said.length) question.setAttribute("aria-describedby", said.map(function (e) { return e.id; }).join(" "));
  else question.removeAttribute("aria-describedby");
}

// mended takes back what was said about a question, also in the list of problems that came from the server.
function mended(question) {
  mark(question, false);
  all(".ds-error-summary").forEach(function (list) {
    all("li", list).forEach(function (line) {
      if (question.contains(document.getElementById(line.querySelector("a").hash.slice(1)))) line.remove();
    });
    if (!list.querySelector("li")) list.remove();
  });
}

function say(message, kind) {
  status.textContent = message || "";
  status.dataset.kind = kind || "";
}
