// Package brand keeps what an owner's documents look like: its logo and its colours.
//
// [Open] gives a [Store]; [Store.Of] is the brand of an owner, and [Store.Set] gives it another one. [ReadLogo] makes a [Logo] of what somebody
// uploads, and [ParseColor] a [Color] of what somebody types.
//
// The picture that somebody uploads is never kept: it is decoded whole, made small, and written anew, so nothing travels on that cannot be seen (places
// and cameras of photographs, thumbnails, text, other files at its end), and whoever opens a report gets a file that this program made. SVG is refused:
// it is a program that draws, with scripts and addresses in it, and every list of what is harmless in it has been found wanting.
//
// A colour has one of two uses. The main colour lies under text, which then is white or black, whichever reads better: one of the two always has
// the contrast that WCAG 2.2 asks for. The text colour is that of headings and marks on white paper, and one that is too light for that is refused, with
// the nearest that is not.
//
// Deliberately absent: fonts, texts and layouts of an owner's own; and brands of schools, which have their owner's. What was replaced stays in the record, as
// all revisions of control data do.
package brand
