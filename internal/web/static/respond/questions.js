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
}

// A line that leads to a question, from the list of problems or the review. It may stand in a part that is not shown.
function goToQuestion(id) {
  var question = document.getElementById(id).closest(".question");
  go(sections.indexOf(question.closest("[data-section]")));
  var box = boxes(question).filter(isChosen)[0] || boxes(question)[0];
  box.focus();
  question.scrollIntoView();
}
