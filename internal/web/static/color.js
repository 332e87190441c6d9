// A field for a colour gets the browser's own picker beside it. What counts is the field.
(function () {
  "use strict";
  document.querySelectorAll("[data-color-of]").forEach(function (picker) {
    var field = document.getElementById(picker.dataset.colorOf);
    var whole = /^#?[0-9a-f]{6}$/i;
    function follow() {
      if (whole.test(field.value.trim())) { picker.value = "#" + field.value.trim().replace("#", "").toLowerCase(); }
    }
    follow();
    field.addEventListener("input", follow);
    picker.addEventListener("input", function () { field.value = picker.value.toUpperCase(); });
    picker.hidden = false;
  });
})();
