// Package page asserts what a page says without a browser. Call Verify with
// the HTML and checks that compose: In("main h1", HasText("Resultater")),
// Not(".error"), Each("table th", HasAttr("scope")). Call Form to fill in and
// post a form as a browser without scripts would, and Faults for what every
// page must hold: language, title, labels, grouped radios, references that
// resolve, nothing that the content policy would block.
//
// Selectors are the part of CSS that tests need: elements, #id, .class,
// [attribute], [attribute=value], :checked by attribute, descendants (space)
// and children (>). What is not understood ends the test. Layout, contrast and
// behaviour need a real browser; testkit/browser has one.
package page
