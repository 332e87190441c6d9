// The answer form with a script: one section at a time, a draft on the device, and sending that survives a lost
// network. The form is complete without it; everything here is added to plain HTML that already works.
//
// What counts as sent: a 201 whose JSON body repeats our submission id. A 200 from a captive portal is not it.
// The submission id travels with the draft, so a resend after a lost reply is the same submission.
(function () {
  "use strict";

  var form = document.getElementById("answers");
  if (!form) {
    var done = document.querySelector("[data-answered]");
    return forget(done && done.dataset.answered);
  }

  var text = form.dataset;
  var key = "tilstand:draft:" + text.code;
  var dayMs = 24 * 60 * 60 * 1000;
  var sections = Array.prototype.slice.call(form.querySelectorAll("[data-section]"));
  var status = document.getElementById("form-status");
  var resume = document.getElementById("resume");
  var head = document.getElementById("running-head");
  var dropper = document.getElementById("delete-draft");
  var current = 0;
  var sending = false;
  var pending = false;
  var kept = true; // what is on the screen is also on the device
  var wait = 2000;
  var timer = 0;

  // Storage may be full, forbidden or absent (private mode): the form goes on without it.
  function read() {
    try {
      var draft = JSON.parse(localStorage.getItem(key) || "null");
      if (draft && Date.now() - draft.at < dayMs) return draft;
      localStorage.removeItem(key);
    } catch (e) { /* no storage */ }
    return null;
  }
  function write() {
    if ("preview" in text) return (kept = true); // nothing of a preview is kept
    if (!resume.hidden) return true; // nobody has said yet what becomes of the draft that is there
    try {
      localStorage.setItem(key, JSON.stringify({ sid: form.elements.sid.value, at: Date.now(), step: current, pending: pending, answers: answers() }));
      return (kept = true);
    } catch (e) { return (kept = false); }
  }
  function forget(code) {
    if (!code) return;
    try { localStorage.removeItem("tilstand:draft:" + code); } catch (e) { /* no storage */ }
  }
  // A draft dies after a day even if its form is never opened again.
  function sweep() {
    try {
      Object.keys(localStorage).forEach(function (k) {
        if (k.indexOf("tilstand:draft:") === 0 && !(Date.now() - JSON.parse(localStorage.getItem(k)).at < dayMs)) localStorage.removeItem(k);
      });
    } catch (e) { /* no storage */ }
  }

  function radios() { return Array.prototype.slice.call(form.querySelectorAll("input[type=radio]")); }
  function answers() {
    var out = {};
    radios().forEach(function (r) { if (r.checked) out[r.name] = r.value; });
    return out;
  }
  function fill(given) {
    radios().forEach(function (r) { if (given[r.name] === r.value) r.checked = true; });
  }

  function say(message, kind) {
    status.textContent = message || "";
    status.dataset.kind = kind || "";
  }

  // Sections. The address keeps the place (#del-2), so that the phone's own back button goes one section back.
  function show(index, focus) {
    current = Math.max(0, Math.min(index, sections.length - 1));
    sections.forEach(function (s, i) { s.hidden = i !== current; });
    head.hidden = current === 0; // the front page has the survey's name as its own heading
    if (focus) {
      var heading = sections[current].querySelector("h1, h2");
      window.scrollTo(0, 0);
      if (heading) heading.focus({ preventScroll: true });
    }
  }
  function go(index) {
    show(index, true);
    write();
    history.pushState({ section: current }, "", "#" + sections[current].id);
  }
  window.addEventListener("popstate", function () {
    var at = sections.findIndex(function (s) { return "#" + s.id === location.hash; });
    show(at < 0 ? 0 : at, true);
  });
  form.addEventListener("click", function (event) {
    var step = event.target.closest && event.target.closest("[data-step]");
    if (!step) return;
    event.preventDefault();
    if (!resume.hidden) return resume.querySelector("button").focus();
    if (step.dataset.step === "next" && !groupChosen()) return;
    go(current + (step.dataset.step === "next" ? 1 : -1));
  });

  // A line in the list of problems leads to its question, which may stand in a part that is not shown.
  form.addEventListener("click", function (event) {
    var line = event.target.closest && event.target.closest(".ds-error-summary a");
    if (!line) return;
    var field = document.getElementById(line.hash.slice(1));
    show(sections.indexOf(field.closest("[data-section]")), false);
    field.focus();
    event.preventDefault();
  });

  // The staff group is the one thing that must be chosen; it is asked in the first part, so it is said there.
  function groupChosen() {
    var group = sections[current].querySelector("[data-must]");
    if (!group || group.querySelector("input:checked")) return true;
    var message = group.querySelector("[data-missing]");
    message.hidden = false;
    group.setAttribute("aria-describedby", message.id);
    group.querySelector("input").focus();
    return false;
  }

  form.addEventListener("change", function (event) {
    var group = event.target.closest("[data-must]");
    if (group) {
      group.querySelector("[data-missing]").hidden = true;
      group.removeAttribute("aria-describedby");
    }
    if (pending) return;
    if ("preview" in text) return;
    say(write() ? text.saved : text.unsaved, "saved");
  });

  // Sending.
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && button.name === "show") { write(); return; }
    if (form.dataset.plain) return;
    event.preventDefault();
    send();
  });

  // What the script cannot settle (an error to show, a choice to make, a closed wave) the server's own page settles.
  function plainly() {
    pending = false;
    dropper.hidden = false;
    write();
    form.dataset.plain = "yes";
    form.requestSubmit ? form.requestSubmit() : form.submit();
  }

  function send() {
    if (sending) return;
    sending = true;
    pending = true;
    dropper.hidden = true; // one that may have arrived cannot be taken back, and a new one would be a second answer
    clearTimeout(timer);
    write();
    say(text.sending, "sending");
    var sid = form.elements.sid.value;
    var abort = new AbortController();
    var limit = setTimeout(function () { abort.abort(); }, 15000);
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, signal: abort.signal })
      .then(function (reply) {
        if (reply.status === 201) {
          return reply.json().then(function (receipt) {
            if (receipt.id !== sid) throw new Error("not our receipt");
            forget(text.code);
            pending = false;
            location.replace(text.done);
          });
        }
        if (reply.status >= 500 || reply.status === 429 || reply.status < 400) throw new Error("try again");
        plainly();
      })
      .catch(later)
      .then(function () { clearTimeout(limit); sending = false; });
  }
  function later() {
    if (!pending) return; // the answers were deleted from the device while they were on their way
    say(kept ? text.offline : text.held, "offline");
    timer = setTimeout(send, wait + Math.random() * 1000);
    wait = Math.min(wait * 2, 60000);
  }
  function again() {
    if (pending && !sending) { wait = 2000; send(); }
  }
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) again(); });

  // The device's own answers: continue, start over, delete.
  function adopt(draft) {
    form.elements.sid.value = draft.sid;
    fill(draft.answers);
    show(draft.step, false);
    resume.hidden = true;
    if (draft.pending) { pending = true; send(); }
  }
  function startOver() {
    forget(text.code);
    pending = false;
    clearTimeout(timer);
    form.reset();
    radios().forEach(function (r) { r.checked = false; });
    resume.hidden = true;
    show(0, true);
  }
  dropper.addEventListener("click", function () {
    startOver();
    form.elements.sid.value = newId();
    say(text.deleted, "saved");
  });
  function newId() {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
  }

  document.documentElement.classList.add("stepwise");
  dropper.hidden = "preview" in text;
  sweep();
  var draft = "preview" in text ? null : read();
  var faulty = form.querySelector("[aria-invalid=true]");
  if (draft && draft.sid === form.elements.sid.value) {
    fill(draft.answers);
    show(faulty ? sections.indexOf(faulty.closest("[data-section]")) : draft.step, false);
  } else if (draft && draft.pending) {
    adopt(draft);
  } else if (draft && Object.keys(draft.answers).length) {
    show(0, false);
    resume.hidden = false;
    resume.querySelector("[data-resume=continue]").addEventListener("click", function () { adopt(draft); go(current); });
    resume.querySelector("[data-resume=over]").addEventListener("click", startOver);
  } else {
    show(faulty ? sections.indexOf(faulty.closest("[data-section]")) : 0, false);
  }
  var problems = form.querySelector(".ds-error-summary");
  if (problems) problems.focus();
})();
