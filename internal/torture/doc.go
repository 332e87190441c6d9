// Package torture kills the whole of the service's storage, and takes its power, while everything goes on at once: answers by open link and by code, waves that are
// closed, sealed and released, imports, backups and checkpoints, on one data folder. Begin with TestKillService; what the victims do is in work_test.go, and what must be
// there afterwards in model_test.go.
//
// Packages duckdb, surveys, backup and jobs kill and cut the power of what is theirs, each at its own steps. Here nothing knows of steps: the moment is any, the
// folder is opened as the service opens it, and what is found is held against what was acknowledged. `make torture` runs all of them for long and adds up their
// kills in one table; `make test` has a slice of each.
//
// There is nothing here but tests.
package torture
