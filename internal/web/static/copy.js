// Buttons that copy a text field. They are hidden without a script; the field can be marked and copied by hand.
(function () {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", function () {
      field.select();
      // The old way works on plain http, too, where a school tries things out; the new one only over https.
      var done = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.resolve(document.execCommand("copy"));
      done.then(function () {
        button.textContent = button.dataset.copied;
        setTimeout(function () { button.textContent = label; }, 4000);
      });
    });
  });
})();
