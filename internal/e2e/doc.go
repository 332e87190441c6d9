// Package e2e goes the ways that people go, each once: in a real browser, over
// HTTP and on the command line, against the program that is shipped. Start with
// respond_test.go (someone answers) and lead_test.go (someone asks), which tell
// the main job from both ends; the other files are named for what they look at.
//
// A journey prepares what it is not about without a browser: leader signs in and
// opens waves over HTTP, sheet is an answer form that somebody has filled in.
// What it is about happens in the browser, and is judged by what the next person
// sees: that an answer was stored once is read from the release, not from a table.
// Only of the questions that no release shows one by one, choices and what hangs on
// them, the record is read when the server has stopped (kinds_test.go).
//
// There is nothing here but tests, and none of them reaches into the running program:
// what cannot be seen from outside is held where it is written.
package e2e
