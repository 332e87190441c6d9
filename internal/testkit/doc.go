// Package testkit is the ground under the tests: golden files, and one answer
// to what the quick run leaves out. Call Golden to compare a text with a
// committed file; call Long, Rounds or Missing instead of skipping, so that
// nothing is left out by accident where everything must run.
//
// There are two runs. `go test ./...` is the developer's: everything that is
// quick, and a few rounds of what is not. `make test` sets TILSTAND_TESTS=all
// and is complete: no test may leave itself out, and a missing tool is a
// failure that names the command to install it.
//
// This package knows the standard library and a differ only, so the tests of
// every package may use it, those of internal/duckdb included. The heavier
// help lives below it, where only those who need it link it: datafolder (a
// migrated data folder), workbook (an .xlsx as text), page (assertions on
// HTML), server (the real program) and browser (a real Chromium). All of it is
// for tests; internal/archtest keeps it out of the program.
package testkit
