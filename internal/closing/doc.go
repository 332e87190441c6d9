// Package closing is how a semester ends at a school: what the leadership concludes from the state survey, what it chooses to work on, which
// measures it agrees on, and that it stands by it.
//
// [Open] gives a [Store]. There is one [Closing] for each school and each phase with a state survey ([Store.ClosingOf], [Store.ClosingsOf]), and it is made in
// steps: a [Conclusion] for every component ([Store.SetConclusion]); at most three priorities ([Store.SetPriorities]), which [Propose] finds
// reasons for and people choose; measures ([Store.PutMeasure]) and how they go ([Store.Follow]); and the signature ([Store.Sign]).
//
// # What staff answered, and what the leadership concludes
//
// They stand beside each other and are never made into one figure. [Compare] says in which way they differ, where they do. Figures come from
// views of releases alone, so what is hidden there gives no reason and no disagreement here.
//
// # Before the conclusion
//
// Groups of staff talk about the survey by [Prompts], and the leadership may write down what they said ([Store.SetNote]). Beside the survey stands what the school has from
// elsewhere: figures of the national pupil survey, entered by hand or read from its file ([Store.AddEvidence], [ReadEvidence]), with the stars where they are withheld. They are never
// laid together with figures of releases.
//
// # Signed
//
// A closing that is signed is frozen. [Store.Amend] opens it again with a reason, and keeps what was signed as it was ([Store.SignedOf]) until
// the amended one is signed in its place. How measures go is told after the signature too, since that is when they are carried out.
//
// # Two at once
//
// What is saved says which revision it was made from. When that is no longer the latest, nothing is stored, and the error is a *[Changed] with what stands there
// now: the page shows both texts, and a person decides.
//
// Like all control data, closings are append-only revisions: checked against the latest in memory, written with their entry of the log, then seen.
// At national scale (2,800 schools, four closings of some six kilobytes) that is about 70 megabytes.
//
// # Deliberately absent
//
// Persons: a measure has a role that answers for it, and [NamesIn] warns where a text looks as if it named somebody. A judgement whether a
// measure has worked: a survey cannot say what caused a change.
package closing
