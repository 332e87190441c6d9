// Package datafolder gives a test the real thing: a fresh, migrated data
// folder with both databases open. Call Open; a folder costs some
// milliseconds, so every test takes its own and may run in parallel. Open the
// same directory again with OpenAt to see what a restart finds.
//
// There are no fakes here and no way to switch durability off: a store that is
// tested against something else than it runs on has not been tested.
package datafolder
