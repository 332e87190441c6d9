// The questions of the form as they stand on the page.

function all(css, within) { return Array.prototype.slice.call((within || form).querySelectorAll(css)); }

function boxes(within) { return all("input[type=radio], input[type=checkbox]", within); }
function isChosen(input) { return input.checked; }

// answers are the chosen values by field, as a draft keeps them.
function answers() {
  var out = {};
  boxes().filter(isChosen).forEach(function (box) { (out[box.name] = out[box.name] || []).push(box.value); });
  return out;
}
function fill(given) {
  boxes().forEach(function (box) { box.checked = [].concat(given[box.name] || []).indexOf(box.value) >= 0; });
  applyConditions();
}

// Questions that hang on earlier answers. What is not asked is hidden and not sent; its answer stays on the page, should it be asked
// after all. A part of which nothing is asked is passed over. The numbers of those that have appeared on the part that is shown are returned, to
// be told to who cannot see them appear.
function applyConditions() {
  var given = {}, news = [];
  sections.forEach(function (section) {
    var open = isAsked(section, given);
    all(".question, .passage", section).forEach(function (element) {
      var asked = open && isAsked(element, given);
      if (asked && element.hidden && element.id && !section.hidden) news.push(parseInt(element.querySelector(".number").textContent, 10));
      element.hidden = !asked;
      boxes(element).forEach(function (box) { box.disabled = !asked; });
      if (asked && element.id) note(element, given);
    });
  });
  return news;
}
function isAsked(element, given) {
  return !element.dataset.showIf || condition.holds(JSON.parse(element.dataset.showIf), given);
}
function note(question, given) {
  var chosen = boxes(question).filter(isChosen);
  if (!chosen.length) return;
  var values = chosen.map(function (box) { return "keyed" in question.dataset ? box.dataset.key : Number(box.value); });
  given[chosen[0].name] = chosen[0].type === "checkbox" ? values : values[0];
}
function isEmpty(section) {
  var questions = all(".question", section);
  return questions.length > 0 && questions.every(function (question) { return question.hidden; });
}

// An option that goes with no other takes the others' place, and gives way to them.
function settleExclusive(box) {
  if (box.type !== "checkbox" || !box.checked) return;
  boxes(box.closest(".question")).forEach(function (other) {
    if (other !== box && ("exclusive" in box.dataset || "exclusive" in other.dataset)) other.checked = false;
  });
}

// A line that leads to a question, from the list of problems or the review. It may stand in a part that is not shown.
function goToQuestion(id) {
  var question = document.getElementById(id).closest(".question");
  go(sections.indexOf(question.closest("[data-section]")));
  var box = boxes(question).filter(isChosen)[0] || boxes(question)[0];
  box.focus();
  question.scrollIntoView();
}
