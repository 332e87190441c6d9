// When a question is asked: the tree that package surveys/condition makes of "show_if" is evaluated here as it is there. Both pass
// surveys/condition/testdata/vectors.json. Nothing is parsed, and nothing is handed to eval.
//
// condition.holds(tree, answers) takes the answers by question: a number for a scale, a text for a single choice, a list of keys for a
// multiple one. What is not there was left blank, was not asked or comes later: the empty text.
var condition = (function () {
  "use strict";

  function holds(tree, answers) { return tree === null || truth(value(tree, answers)); }

  function value(node, answers) {
    if ("number" in node) return node.number;
    if ("text" in node) return node.text;
    if ("ref" in node) return Object.prototype.hasOwnProperty.call(answers, node.ref) ? answers[node.ref] : "";
    if (node.op === "if") return value(node.args[truth(value(node.args[0], answers)) ? 1 : 2], answers);
    var a = value(node.args[0], answers), b = node.args.length > 1 ? value(node.args[1], answers) : "";
    var x = number(a), y = number(b);
    switch (node.op) {
      case "or": return truth(a) || truth(b);
      case "and": return truth(a) && truth(b);
      case "not": return !truth(a);
      case "=": return equal(a, b);
      case "!=": return !equal(a, b);
      case "<": return x < y;
      case "<=": return x <= y;
      case ">": return x > y;
      case ">=": return x >= y;
      case "+": return x + y;
      case "-": return x - y;
      case "*": return x * y;
      case "div": return x / y;
      case "mod": return x % y;
      case "neg": return -x;
      case "selected": return words(a).indexOf(b) >= 0;
      case "count-selected": return words(a).length;
    }
    throw new Error("unknown operator " + node.op);
  }

  function equal(a, b) {
    if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
    if (typeof a === "number" || typeof b === "number") return number(a) === number(b);
    return string(a) === string(b);
  }
  function truth(v) { return typeof v === "number" ? v !== 0 && v === v : typeof v === "boolean" ? v : string(v) !== ""; }

  // A text is a number as XPath 1.0 writes one: no plus, no exponent.
  function number(v) {
    if (typeof v === "number" || typeof v === "boolean") return Number(v);
    var text = string(v);
    return /^[ \t\r\n]*-?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*$/.test(text) ? Number(text) : NaN;
  }
  function string(v) { return Array.isArray(v) ? v.join(" ") : String(v); }
  function words(v) { return Array.isArray(v) ? v : string(v).split(/\s+/).filter(Boolean); }

  return { holds: holds };
})();
