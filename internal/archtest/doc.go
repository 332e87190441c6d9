// Package archtest holds the design: which package may import which, which
// library has one importer, what a package comment must say, and the handful
// of habits that no compiler checks. It contains tests only; nothing imports it.
//
// Read table_test.go first: it is the architecture as data, bottom to top,
// every permission with its reason. A new package, or a new import, starts
// with a line there, so a review sees the design change before the code. Each
// rule is a pure function from a parsed tree to a list of faults, run once on
// the real tree and once on a small tree that breaks it, because a rule that
// cannot fail holds nothing.
//
// Deliberately absent: style that gofmt, vet and staticcheck already hold, and
// limits on length. Those are judged by people.
package archtest
