// Package server runs the real program for tests: the binary that an operator
// starts, on a data folder of its own and a free port. A test package calls
// Main from its TestMain, which removes the binary when all is done; a test
// calls Start and gets a Server that prints its log if the test fails. Stop
// ends it as an operator would, Kill as a power cut would, and starting again
// on the same folder shows what survived. Run does the other subcommands.
//
// There is no shortcut through the program's packages: what is tested here is
// the flags, the wiring, the signals and the sentences on standard output.
package server
