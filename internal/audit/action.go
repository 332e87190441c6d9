package audit

// Action is what was done. The words of an action are in the catalogue under "log.action.".
type Action string

// Signing in.
const (
	SignedIn         Action = "signed_in"
	SignInRefused    Action = "sign_in_refused" // details: how many since the last such entry
	SignedOut        Action = "signed_out"
	PasswordReplaced Action = "password_replaced"
)

// The register of owners and schools, and what they plan.
const (
	OwnerRegistered  Action = "owner_registered"
	SchoolRegistered Action = "school_registered"
	OwnerChanged     Action = "owner_changed"
	SchoolChanged    Action = "school_changed"   // details: the day from which it holds
	SchoolMoved      Action = "school_moved"     // to another owner; details: the day, and the ids of both
	SchoolMerged     Action = "school_merged"    // subject: the school that it went into; details: the day
	SchoolClosed     Action = "school_closed"    // details: the first day without it
	SchoolReopened   Action = "school_reopened"  // taken back that it was closed or merged
	SchoolsImported  Action = "schools_imported" // details: how many owners and schools were new, and how many schools were changed
	CohortAdded      Action = "cohort_added"
	CohortChanged    Action = "cohort_changed"
	DatesSet         Action = "dates_set"
	TargetsSet       Action = "targets_set" // details: component.phase=level for each; no level where the next outer one's holds again
)

// What is kept of answers; details: the day, and the rule by which it comes.
const (
	ErasureAnnounced Action = "erasure_announced" // of a wave's answers
	AnswersErased    Action = "answers_erased"    // of a wave, because they had been kept long enough
)

// The installation.
const (
	SettingsTaken Action = "settings_taken" // the subject is their fingerprint; details: how many months answers are kept
)

// Actions are all actions, in the order in which a filter offers them.
//
// An action is on the list when somebody who signs in, or a command on the server, does it to something that is kept. Answering a survey,
// using a one-time code and signing a joint statement are none, and neither is anything that comes of them while a survey is open.
var Actions = []Action{
	SignedIn, SignInRefused, SignedOut, PasswordReplaced,
	OwnerRegistered, OwnerChanged, SchoolRegistered, SchoolChanged, SchoolMoved, SchoolMerged, SchoolClosed, SchoolReopened, SchoolsImported,
	CohortAdded, CohortChanged, DatesSet, TargetsSet,
	ErasureAnnounced, AnswersErased,
	SettingsTaken,
}
