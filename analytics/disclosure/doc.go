// Package disclosure decides what may be shown of a survey, so that no figure
// gives a person away. It is pure: head counts and answer counts go in, states
// and display classes come out. It formats nothing, stores nothing, and holds
// no figure that a reader must not see.
//
// # What to call, in this order
//
//  1. [Policy]: the minimum group, frozen when the wave opens.
//  2. [Plan]: which groups are ever published, frozen when the wave opens.
//     [Partition] makes the usual one, school total × staff group.
//  3. [Plan.Pattern], once per closed wave, from the number of respondents of
//     each atom: which groups may be shown. Then [Plan.Refine], once per item
//     or index, from the number of answers it got.
//  4. [ShowChoice], once per single or multiple choice, for everybody together: which shares may be shown.
//  5. [Survey.Show]: in which form all items and indices may be shown in all groups
//     together, from the answers. It starts from [Plan.ShowItems] for each item and
//     [ShowIndex] for each index ([ShowItem] is the rule for one group by itself),
//     and proves by example that no combination of them tells on anybody.
//
// [Units] is for what is published over many schools, made of figures that have passed all this: there it keeps single
// schools from being read out of it.
//
// A pattern depends on numbers of respondents only, never on what they
// answered; the functions that make it are not given any answers.
//
// # What is promised
//
// The guarantees G1 to G5 and G8 to G10 of the project's disclosure
// specification: no withheld figure can be computed from the shown ones, nor
// any figure on 1 to k−1 respondents (G1, G2); withheld head counts stay at
// least k wide (G3); the same for a reader who subtracts his own answer (G4);
// unanimity never shows (G5); states depend on head counts only (G8); what
// cannot be checked is withheld (G9); where nothing is small nothing is
// withheld (G10).
//
// Stated openly, what is not promised. A reader who knows the method can sometimes
// narrow the head count of a withheld group further than the bounds of G3, as the
// group with it may only have been withheld because it was the smallest of the
// rest; he learns nothing about answers from that. And a respondent who is the only
// one with his answer in a shown group, or in what is left of one, knows that
// nobody else there gave it, and so that nobody of a withheld group inside did; it
// is said of as many as may be told of.
//
// # What is deliberately absent
//
// Reasons. A withheld group is [Withheld], whether it was small or needed to
// protect a small one: the difference would tell the reader which is which.
// Noise and rounding of head counts: for a staff of twenty, noise that protects
// is larger than any change worth looking for. The attacker who checks releases
// lives in a package of its own, so that the two cannot share a mistake.
package disclosure
