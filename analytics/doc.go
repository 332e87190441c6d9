// Package analytics turns answers into figures, once: when a wave closes, its sealed answers become a [Release], and
// everything that anybody reads afterwards (page, JSON, workbook, print) is a view of releases.
//
// # What to call first
//
// [Open] gives a [Store]. Its ways in:
//
//   - [Store.Close] seals a wave and releases it; [Store.CloseDue] does so for every wave whose time has come;
//     [Store.Correct] gives a released wave other head counts and a new release;
//   - [Store.School], [Store.Item] and [Store.OwnerView] answer a [Query] with a view, ready to be drawn;
//   - [Foresee] says what a planned wave will be able to show;
//   - [Store.Count] is the one figure of a wave that is open;
//   - [Store.Share] decides how much a school's owner sees of it, [Store.CallOffAgreement] that it will not see what was agreed, and
//     [Store.ShareWithProgramme] lets the programme count it;
//   - [Store.SchoolForOwner], [Store.ItemForOwner] and [Store.Excerpt] are views of what somebody may see, and nothing else;
//   - [Store.IssueOwnerEdition] and [Store.IssueProgrammeEdition] make an [Edition], a dated release over the schools that share.
//
// [Compute] makes the release of responses that are in memory, for simulations, and [Simulate] the view of such releases; they go through the
// same gate. [ComputeBreakdown] and [ComputeOwnerEdition]
// do so for a file of responses, which package analysis reads.
//
// # One gate
//
// A figure leaves this package in a [Cell], and a Cell gives up its [Estimate] only to a caller who asks whether
// it is shown. Cells are made in one place (compute.go; alone.go for items that stand alone), after package disclosure has decided which groups may be shown
// and how far each figure is rounded or capped. Raw tallies live in internal/tally, which nothing outside this folder can
// import. Views calculate gaps, changes and verdicts from released figures alone, never from answers: whoever holds the
// release can redo every number on the page.
//
// # What is judged, and how
//
// A view holds two kinds of statement apart. What this staff answers now, and whether a target is reached, is descriptive: the finite
// population counts. Whether something has changed is a claim: without it, and in a declared [Family], so that eight components do not find
// something by chance (judge.go). The headline is the overall index and its [Trend] over all waves, since small staffs cannot carry eight tests.
// Beside the mean stand how alike the staff answer ([Agreement]), what the order of the answers says ([Order]) and what the silent could change
// ([Silent]). [Foresee] tells a leader before a wave is opened what it will be able to show.
//
// # What is deliberately absent
//
// No filter that a reader could combine freely, no access to a respondent's row, no figure of an open wave beside the
// count, no pooling of the mapping survey into the condition, no rank, no mean over schools but in an edition.
package analytics
