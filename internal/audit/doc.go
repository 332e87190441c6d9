// Package audit is the log of who did what: signing in, roles, sharing, looking at and taking out results, imports, deletions, settings.
//
// Whoever changes something takes a [By], which says who and when, and calls [Append] in the transaction of the change: the entry is
// there if and only if the change is. Who is about to see something calls [Log.Write] first. [Log.Read] shows entries, [Log.Verify] proves that none was changed, put in or taken out.
//
// # The chain
//
// Each entry holds the SHA-256 of its own fields and of the hash before it. Entries are numbered without a gap. So any change to any
// byte breaks the chain at that entry or the next one, whoever makes it, unless all hashes from there on are made anew; and that, like
// cutting off the end, is found by anyone who has written down an earlier [Head]: the service puts it into its own log at
// every start, and `tilstand log verify` prints it and takes it back.
//
// # Persons
//
// An account is an opaque random id. Its name and address are in package accounts, and can be erased there; the chain stays whole.
// Details hold keys, ids and numbers, never names, and nothing about those who answer surveys: they do nothing that is logged.
//
// Deliberately absent: deleting and rewriting entries; addresses and browsers of those who sign in.
package audit
