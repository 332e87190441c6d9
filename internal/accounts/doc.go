// Package accounts knows who may sign in, how, and what they may do where.
//
// Call [Open] with the system of record, then [Store.EnsureOperator] once at start: the first start returns a one-time link for whoever operates
// the service. Everybody else is invited: [Store.Invite] makes an account with a role at a place, and a link by which its owner chooses a
// password ([Store.UseLink]) and adds an app ([Store.AddApp]). [Store.SignIn] and [Store.SecondStep] start a session; the browser holds its
// [Token], the server its SHA-256 only.
//
// Another house's sign-in (package federation) is a way in, too: [Store.UseLinkBy], [Store.SignInBy], [Store.Connect]. Whoever works at a place, as such a house
// says, asks for access: [Store.Ask], [Store.Grant], [Store.Decline].
//
// [Store.PasskeysAt] adds and checks passkeys, which need no password beside them. [Store.Change], [Store.ChangePassword], [Store.RemoveSecret] and
// [Store.EndSession] are what everybody may do with their own account.
//
// [May] is the one decision of the house: who, what, where. Its rules are a table in may.go, and testdata/may.txt is all that follows from it.
// [Store.Held] says which roles a session has: those that ask for more than a password sleep in one that had no second factor.
//
// Programs read with tokens of an owner or the programme: [Store.MakeToken], [Store.TokenOf]; [APIToken.May] decides for them by the same table.
//
// Passwords are kept as argon2id hashes, one-time links and tokens as SHA-256. Guessing is slowed down by client and by account (buckets.go), an address that
// has no account costs as much as one that has, and every failure is answered alike. Sessions live in memory: a restart signs everybody out,
// which costs a principal a line of typing and spares the system of record a table of secrets. What is done here is in the log of package audit.
//
// A person gets what is kept of the account ([Store.Kept]), and an account can be erased ([Store.Erase]): name, address, roles, links and secrets are in
// no file afterwards. The opaque id stays in the log, whose chain stays whole.
//
// Deliberately absent: anything about those who answer surveys (they never sign in), and addresses and browser names of those who do.
package accounts
