// Package browser drives a real headless Chromium. Start one for a test, open
// a Tab on the server under test with a Setting (a phone, a narrow window, a
// laptop; dark, without scripts, in a language), and act as a person does:
// Open, Click, Fill, Press, Wait. Every tab has a profile of its own, and fails
// its test at the end for whatever the page said on the console and for every
// request to another host; what a test provokes on purpose it announces with
// Expect. Judge puts the page as it stands before axe-core and the checks that
// axe does not make.
//
// The browser is found where CHROME says, or at /usr/bin/chromium. All tests
// that use it are left to the complete run (testkit.Long). It can reach
// 127.0.0.1 and nothing else, so a page that needs the internet is found out.
//
// axe-core, html-validate and vnu come from package.json in this folder (npm
// ci). The first is injected into pages from outside, the other two read what
// the server sent (Valid); they are judges, and no part of what is shipped.
package browser
