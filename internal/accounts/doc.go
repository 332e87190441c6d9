// Package accounts knows who may sign in: today one operator password per installation, and the sessions of those who
// used it.
//
// Call [Open] with the system of record, then [Store.EnsurePassword] once at start: the first start makes a password and
// returns it, and it is never readable again. [Store.SignIn] checks a password and starts a session; the browser holds its
// [Token], the server its SHA-256 only.
//
// Passwords are made here and never chosen, because a chosen one is guessed sooner or later; they hold 130 random bits.
// They are kept as argon2id hashes. Sessions live in memory: a restart signs everybody out, which costs a principal one
// line of typing and spares the system of record a table of secrets.
//
// Signing in and out, refused attempts and new passwords are in the log of package audit.
//
// Deliberately absent: anything about those who answer surveys (they never sign in), addresses and browser names of
// those who do, and roles, which need more than one account.
package accounts
