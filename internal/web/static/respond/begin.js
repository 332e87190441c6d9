// The answer form with a script: one section at a time, a draft on the device, a look at everything before it is sent, and sending that
// survives a lost network. The form is complete without it; everything here is added to plain HTML that already works.

var form = document.getElementById("answers");
var text, sections, status, resume, head, dropper;

if (form) {
  begin();
} else {
  all("[data-answered]", document).forEach(function (done) {
    forget(draftPrefix + done.dataset.answered);
    leave(done.dataset.answered, done.dataset.done);
  });
  sendOutbox();
}
window.addEventListener("online", again);
document.addEventListener("visibilitychange", function () { if (!document.hidden) again(); });

function begin() {
  text = form.dataset;
  sections = all("[data-section]");
  status = document.getElementById("form-status");
  resume = document.getElementById("resume");
  head = document.getElementById("title");
  dropper = document.getElementById("delete-draft");
  if ("blank" in text) form.elements.sid.value = newId(); // the page may be a copy that the device has kept, and somebody else has answered
  document.documentElement.classList.add("stepwise");
  dropper.hidden = "preview" in text;
  all(".question").forEach(describe);
  applyConditions();
  listen();
  settle();
  sendOutbox();
  keepForm();
}

function listen() {
  form.addEventListener("click", step);
  form.addEventListener("click", function (event) {
    var line = event.target.closest(".ds-error-summary a, #review a, [data-first]");
    if (!line) return;
    event.preventDefault();
    goToQuestion((line.hash || line.dataset.first).slice(1));
  });
  form.addEventListener("change", function (event) {
    settleExclusive(event.target);
    var news = applyConditions();
    mended(event.target.closest(".question"));
    if ("preview" in text) return;
    var there = write();
    if (pending) return;
    say((there ? text.saved : text.unsaved) + (news.length ? " – " + text.more.replace("#", news.join(", ")) : ""), "saved");
  });
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && button.name === "show") return changeLanguage(event);
    if (form.dataset.plain) return;
    event.preventDefault();
    if (sections[current].id === "review") send(); // otherwise it was Enter in a question, which means nothing here
  });
  dropper.addEventListener("click", function () {
    startOver();
    say(text.deleted, "saved");
  });
  window.addEventListener("popstate", stepBack);
}

// Another language is another page, which cannot be had without a network.
function changeLanguage(event) {
  write();
  if (navigator.onLine !== false) return;
  event.preventDefault();
  say(text.languageOffline, "offline");
  status.scrollIntoView();
}

// settle decides what is shown first: the form as it came back from the server, somebody's draft (after asking), or the front page.
function settle() {
  var draft = "preview" in text ? null : readDraft(text.code);
  var faulty = form.querySelector("[aria-invalid=true]");
  var trouble = form.querySelector(".ds-error-summary, .trouble");
  if (draft && !("blank" in text) && draft.sid === form.elements.sid.value) {
    fill(draft.answers);
    show(faulty ? partOf(faulty) : draft.step, false);
  } else if (draft && Object.keys(draft.answers).length) {
    show(0, false);
    resume.hidden = false;
    resume.querySelector("[data-resume=continue]").addEventListener("click", function () { adopt(draft); go(current); });
    resume.querySelector("[data-resume=over]").addEventListener("click", startOver);
  } else {
    show(faulty ? partOf(faulty) : 0, false);
  }
  if (trouble) trouble.focus();
}
function partOf(question) { return sections.indexOf(question.closest("[data-section]")); }

function adopt(draft) {
  form.elements.sid.value = draft.sid;
  fill(draft.answers);
  resume.hidden = true;
  show(draft.step, false);
}
function startOver() {
  forget(draftPrefix + text.code);
  pending = false;
  clearTimeout(timer);
  fill({});
  form.elements.sid.value = newId();
  askedAbout = {};
  document.documentElement.classList.remove("looked-over");
  resume.hidden = true;
  show(0, true);
}

// keepForm lets the device keep the blank form, for a staff room without a network. It waits until the page has all it needs itself.
function keepForm() {
  if (!text.worker || !navigator.serviceWorker) return;
  window.addEventListener("load", function () {
    navigator.serviceWorker.register(text.worker).catch(function () { /* the form goes on without it */ });
  });
}
