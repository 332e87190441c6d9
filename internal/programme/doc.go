// Package programme knows what a school takes part in, and who takes part: the programme's phases, target state,
// components and target levels, and the owners, schools, cohorts and runs of a data folder.
//
// A programme is a [Template]: a versioned JSON document that is part of the binary ([Builtin]) and never of a data
// folder, so that a wave can name it by key and version. Everything that differs between installations is
// in a [Store]; call [Open] first.
//
// Control data are append-only revisions. A change is checked against the latest state in memory, written as a new
// revision through the one writer, and only then seen by readers; nothing is ever updated or deleted in the
// database, because what has no keys and no updates has no index that a crash could damage. A few thousand schools are
// a few megabytes, so reads never touch the database.
//
// What changes at a school holds from a day ([Store.UpdateSchool], [Store.CloseSchool], [Store.MergeSchool]); [Store.HistoryOf] tells all of it. A
// [Roll] is what a file says of schools: [Store.PlanRoll] tells what it would do, [Store.ImportRoll] does that; package roll reads the file.
//
// Target levels are looked up from the inside out: the school's own, its owner's, the programme's, and the template's
// default ([Store.LevelsFor]). An edit holds for waves that are opened later; open and closed waves keep the levels they
// froze.
//
// Absent on purpose: surveys and answers (package surveys), people who log in (package accounts), and
// whether a school shares its results (package analytics).
package programme
