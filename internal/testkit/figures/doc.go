// Command figures makes the table of what the service costs out of what the benchmarks print.
//
//	go test -bench . ./... | go run ./internal/testkit/figures
//
// It passes on what it reads, so that nothing is kept from whoever watches, and ends with the table: a line for each figure that somebody
// was promised, beside what it is held against in the same run, with the limit and whether it holds. A figure whose benchmark did not
// run is not in the table. `make bench` runs it; the README has the table of a quiet machine.
//
// The lines are in book.go. Deliberately absent: comparisons over time, for which golang.org/x/perf/cmd/benchstat exists (its reader of the
// format would change the versions of eighteen other modules, for twenty lines here), and an exit code that says that a limit was missed, since a
// busy machine misses them all.
package main
