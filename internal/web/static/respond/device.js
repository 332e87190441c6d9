// What the answer form keeps on the device. A draft is what somebody is in the middle of, one for each survey; it dies after a day.
// The outbox holds forms that were sent and whose receipt has not come; each dies after a week. Whoever opens the form next is asked
// about a draft before they see anything of it, and never gets to see what lies in the outbox.
//
// Storage may be full, forbidden or absent (private mode): the form goes on without it.

var draftPrefix = "tilstand:draft:";
var outboxPrefix = "tilstand:outbox:";
var dayMs = 24 * 60 * 60 * 1000;

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch (e) { return false; }
}
function forget(key) {
  try { localStorage.removeItem(key); } catch (e) { /* no storage */ }
}
function readDraft(code) {
  sweep();
  try { return JSON.parse(localStorage.getItem(draftPrefix + code) || "null"); } catch (e) { return null; }
}
function readOutbox() {
  sweep();
  return keysOf(outboxPrefix).map(function (key) { return JSON.parse(localStorage.getItem(key)); });
}

// sweep removes what is too old, of all surveys, and what cannot be read.
function sweep() {
  [[draftPrefix, dayMs], [outboxPrefix, 7 * dayMs]].forEach(function (kind) {
    keysOf(kind[0]).forEach(function (key) {
      try {
        if (Date.now() - JSON.parse(localStorage.getItem(key)).at < kind[1]) return;
      } catch (e) { /* not ours */ }
      forget(key);
    });
  });
}
function keysOf(prefix) {
  try {
    return Object.keys(localStorage).filter(function (key) { return key.indexOf(prefix) === 0; });
  } catch (e) { return []; }
}

// leave is called when the answers are in. The address of the wave takes the place of a one-time code's in the browser's history.
function leave(code, done) {
  if (location.pathname !== done.split("?")[0]) history.replaceState(null, "", done);
  dropForm("/s/" + code, done.split("/thanks")[0]);
}

// dropForm removes the blank form of a one-time code that has been used: it is of no use to anybody. The form at the wave's own address stays.
function dropForm(path, link) {
  if (!window.caches || !link || path === link) return;
  caches.keys().then(function (names) {
    names.forEach(function (name) {
      caches.open(name).then(function (cache) { return cache.delete(path, { ignoreSearch: true }); });
    });
  });
}

// newId makes a submission id of 128 random bits, as the server does.
function newId() {
  var bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  return Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
}
