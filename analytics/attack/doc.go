// Package attack is the reader who wants to know what nobody must: it takes release documents, as any reader can get them, and works out
// what they tell together. The service runs it before every release; an operator runs it over everything at any time.
//
// It shares nothing with the gate it attacks but the published format (analytics/release.schema.json) and the published display rules: it
// imports only the standard library, and has its own types and its own arithmetic. It is given what respondents know of their own ([Insider]), one at a
// time; and it can be given numbers that fit the documents ([Example]), which it checks, as what is possible is possible whoever thought of it.
//
// # What to call
//
// [Read] reads a document, and refuses what it does not understand. [Attack] attacks all that is given to it together, and returns a
// [Report]: what was found, whether everything was looked at, and on request what could be learnt at best.
//
// [ReadEdition] and [Editions] do the same for editions (analytics/edition.schema.json). Those are made of figures of releases, so there is
// nothing of persons left to find in them; what they must not tell is a single school.
//
// [Follow] holds an edition against the releases that it is made of.
//
// # What it looks for
//
//   - G1: a withheld number that follows exactly from others.
//   - G2: a set of fewer than k persons, k the minimum group, whose figures follow.
//   - G3: a withheld number of persons that is known to less than k, or a withheld group's number in a category that is known.
//   - G4: one of these for a respondent who adds his own answer to an item, or all that he answered.
//   - G5: that all, or all but one, of a group, shown or withheld, or of any union of groups, answered in one category or one band.
//   - G9: documents that no answers can have given.
//
// # How
//
// Everything is calculated in whole numbers and fractions. G1 and G2 are questions of linear algebra: what is in the span of the shown
// groups. The span is kept by what it leaves open, the moves of persons that change no shown group (span.go); a union follows if none of them changes
// it, and those of few persons are searched among the classes that nowhere can have more (unions.go). That withheld numbers are wide (G3) is shown by
// tables that fit, to which a linear program leads in floating point and which are made of whole moves (numbers.go, program.go).
//
// For the others every shown figure is turned into inequalities over numbers of persons by atom and category: percentages
// and means are rounded, caps say "at least", and a figure that is not capped lies inside the caps of the published rules. Where an example
// of the answers is given, others are made of it by changes that nobody sees, until something that could be concluded is not so in one of them (ask.go,
// roam.go, probe.go), and a number that is the same in all of them is told by linear programs of one category (told.go). For what is open
// then, and where there is no example, it is found by propagation and branching whether such a system has another solution, until one is found or none is
// left (solver.go), with items linked through their indices by ranges of sums (link.go). That is done again for each respondent who lends all of
// his answers, with what they leave for the others (pooled.go); what an example has answered is answered for him, too, as an example changes the answers to
// one item only.
//
// A finding is proved, and so is a question that was answered with an example. What neither could be done for in time leaves the report incomplete.
//
// Items that stand alone have a figure for the whole school only, and are attacked by themselves (alone.go): the counts that their shares allow, added
// up, and for an item that is put to some only, how many of those who answered the items it depends on are left over; by it alone, and by all that follow
// different answers to one item together.
//
// The respondents of a wave are in no other wave: surveys are anonymous, and nothing leads from one to the next. So waves, and schools,
// are blocks that tell nothing of each other, and only documents about the same wave are attacked together. That is what makes an
// attack on a country as cheap as on its schools, and the audit of a release no dearer for the releases before it.
//
// # What it leaves out
//
// Items that several others decide on are not added up. What a respondent concludes from what he left out. What a reader concludes from why
// something is withheld, or from knowing staff. Of the standard deviation of an index it is asked what it tells of each item by itself, and only where everybody answered everything (spread.go). Intervals are made
// from the printed mean, the printed standard deviation and head counts, so they tell nothing more. That a zero is known of k persons or
// more ("nobody in the teams that are not shown answered 1") is no finding, wherever in the set a withheld group may stand.
package attack
