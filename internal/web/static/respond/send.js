// Sending. What counts as sent is a 201 whose JSON body repeats our submission id; a 200 from a captive portal is not it. The
// submission id travels with the answers, so a resend after a lost reply is the same submission.

var sending = false;
var pending = false;  // sent, and no receipt yet
var finished = false; // the receipt has come
var kept = true;      // what is on the screen is also on the device
var wait = 2000;
var timer = 0;

// write keeps on the device what is on the screen: as a draft, or once it has been sent, in the outbox.
function write() {
  if ("preview" in text || finished) return true;
  if (!resume.hidden) return true; // nobody has said yet what becomes of the draft that is there
  var sid = form.elements.sid.value;
  if (pending) {
    kept = keep(outboxPrefix + sid, { at: Date.now(), sid: sid, action: form.action, body: body(), link: text.link });
    if (kept) forget(draftPrefix + text.code);
  } else {
    kept = keep(draftPrefix + text.code, { sid: sid, at: Date.now(), step: current, answers: answers() });
    if (kept) forget(outboxPrefix + sid);
  }
  return kept;
}
function body() { return new URLSearchParams(new FormData(form)).toString(); }

// post sends a form and tells what came of it: "stored", "later", or the status of a reply that sending again will not change.
function post(action, sid, body) {
  var abort = new AbortController();
  var limit = setTimeout(function () { abort.abort(); }, 15000);
  return fetch(action, { method: "POST", body: body, headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" }, signal: abort.signal })
    .then(function (reply) {
      if (reply.status === 201) return reply.json().then(function (receipt) { return receipt.id === sid ? "stored" : "later"; });
      return reply.status >= 500 || reply.status === 429 || reply.status < 400 ? "later" : reply.status;
    })
    .catch(function () { return "later"; })
    .then(function (outcome) { clearTimeout(limit); return outcome; });
}

function send() {
  if (sending) return;
  sending = pending = true;
  dropper.hidden = true; // one that may have arrived cannot be taken back, and a new one would be a second answer
  clearTimeout(timer);
  write();
  say(text.sending, "sending");
  post(form.action, form.elements.sid.value, body()).then(function (outcome) {
    sending = false;
    if (outcome === "stored") return thank();
    if (outcome !== "later") return plainly();
    say(kept ? text.offline : text.held, "offline");
    if (wait === 2000) status.scrollIntoView({ block: "center" }); // the first time; it may have been sent from the top of a long list
    timer = setTimeout(send, wait + Math.random() * 1000);
    wait = Math.min(wait * 2, 60000);
  });
}
function again() {
  if (pending && !sending) { wait = 2000; send(); }
  if (!pending) sendOutbox();
}

// What the script cannot settle (an error to show, a choice to make, a closed wave) the server's own page settles.
function plainly() {
  pending = false;
  dropper.hidden = false;
  write();
  form.dataset.plain = "yes";
  form.elements["form-ready"] || form.insertAdjacentHTML("beforeend", '<input type="hidden" name="form-ready" value="yes">');
  form.submit();
}

// thank says so at once: the words lie on the page, and the network may be gone again. Nothing of the answers is left behind, on the
// device or in the page.
function thank() {
  var words = document.getElementById("thanks"), main = form.parentNode;
  finished = true;
  pending = false;
  forget(draftPrefix + text.code);
  forget(outboxPrefix + form.elements.sid.value);
  main.textContent = "";
  main.appendChild(words.content.cloneNode(true));
  document.title = words.dataset.title;
  leave(text.code, text.done);
  window.scrollTo(0, 0);
  main.querySelector("h1").focus({ preventScroll: true });
  sendOutbox();
}

// sendOutbox sends what others have filled in on this device before and could not send. They are gone; whoever holds the device now
// learns that something lay there and what became of it, and no more.
function sendOutbox() {
  readOutbox().reduce(function (before, entry) {
    return before.then(function () {
      if (form && entry.sid === form.elements.sid.value) return; // this page's own
      tellOutbox("waiting");
      return post(entry.action, entry.sid, entry.body).then(function (outcome) {
        var sent = outcome === "stored" || outcome === 409; // 409: the server has it, as it was first sent
        var late = outcome === 410 || outcome === 404;
        if (!sent && !late) return later();
        forget(outboxPrefix + entry.sid);
        dropForm(new URL(entry.action).pathname, entry.link);
        tellOutbox(sent ? "sent" : "late");
      });
    });
  }, Promise.resolve());
}
function later() {
  clearTimeout(timer);
  timer = setTimeout(again, wait + Math.random() * 1000);
  wait = Math.min(wait * 2, 60000);
}
function tellOutbox(state) {
  var line = document.getElementById("outbox");
  if (!line) return;
  line.textContent = line.dataset[state];
  line.hidden = false;
}
