// Package readlink keeps the links that let somebody without an account read chosen parts of one release: a staff at a meeting, or those
// who answered. A leader makes a link, gives it an end, and can revoke it at once.
//
// [Open] gives a [Store]; [Store.Make] makes a link and gives its secret, once; [Store.Find] is what a visitor's secret opens.
//
// The secret is 130 random bits in the address, and whoever has it may pass it on: that is what it is for, and why it ends. It is kept as
// its SHA-256; so random a secret needs no slow hash. Unknown, ended and revoked are one answer.
//
// Deliberately absent: who opened a link, when and how often; passwords for links; figures (package analytics makes the view).
package readlink
