// Before sending: all answers, part by part, with a way back to each. What was skipped is asked about once, and then let through.
// The page brings the words; nothing of this asks the server.

var askedAbout = {}; // questions whose absence has been pointed out

function review() {
  var list = form.querySelector("#review [data-list]"), skipped = [];
  list.textContent = "";
  sections.forEach(function (section) {
    var questions = all(".question", section).filter(function (question) { return !question.hidden; });
    if (!questions.length) return;
    var part = copyOf("review-part");
    part.querySelector("h3").textContent = section.querySelector("h2").textContent;
    questions.forEach(function (question) {
      var row = rowOf(question);
      if (row.blank && !("must" in question.dataset)) skipped.push(question);
      part.querySelector("ul").appendChild(row.element);
    });
    list.appendChild(part);
  });
  askAbout(skipped);
  document.documentElement.classList.add("looked-over"); // from now on every part leads back here
}

function rowOf(question) {
  var element = copyOf("review-row"), number = question.querySelector(".number"), link = element.querySelector("a");
  var given = boxes(question).filter(isChosen).map(labelOf);
  var shown = element.querySelector(".given"), which = element.querySelector(".heard");
  element.querySelector(".asked").textContent = question.querySelector("legend").textContent;
  shown.textContent = given.length ? given.join("; ") : shown.dataset.none;
  shown.classList.toggle("none", !given.length);
  which.textContent = " " + (number ? which.dataset.question.replace("#", parseInt(number.textContent, 10)) : question.querySelector("legend").textContent);
  link.href = "#" + question.id;
  return { element: element, blank: !given.length };
}

// askAbout points out what was skipped, unless it has been done for all of it before.
function askAbout(skipped) {
  var box = form.querySelector("#review [data-skipped]"), list = box.querySelector("ul");
  var news = skipped.some(function (question) { return !askedAbout[question.id]; });
  box.hidden = !news;
  form.querySelector("#review [data-send]").hidden = news; // the box has its own
  list.textContent = "";
  skipped.forEach(function (question) {
    var line = copyOf("review-skipped"), link = line.querySelector("a");
    link.href = "#" + question.id;
    link.textContent = question.querySelector("legend").textContent;
    list.appendChild(line);
    askedAbout[question.id] = true;
  });
  if (news) box.querySelector("[data-first]").dataset.first = "#" + skipped[0].id;
}

function labelOf(box) { return box.labels[0].textContent; }
function copyOf(id) { return document.getElementById(id).content.firstElementChild.cloneNode(true); }
