package audit

import "slices"

// Action is what was done. The words of an action are in the catalogue under "log.action.".
type Action string

// Signing in.
const (
	SignedIn      Action = "signed_in"
	SignInRefused Action = "sign_in_refused" // details: how many since the last such entry
	SignedOut     Action = "signed_out"
	LinkMade      Action = "link_made" // one-time links; details: purpose
	LinkUsed      Action = "link_used"
	SecretAdded   Action = "secret_added" // details: kind
	SecretRemoved Action = "secret_removed"
)

// Who has which role.
const (
	Invited        Action = "invited" // details: role
	RoleGiven      Action = "role_given"
	RoleTaken      Action = "role_taken"
	AccountChanged Action = "account_changed"
	AccountClosed  Action = "account_closed"
	AccountErased  Action = "account_erased"
	AccountTaken   Action = "account_taken"   // what is kept of it was handed out
	AccessAsked    Action = "access_asked"    // by somebody who came in by another house; the subject is the request
	AccessGranted  Action = "access_granted"  // details: role, of somebody who had no account before
	AccessDeclined Action = "access_declined" // the subject is the request
)

// Tokens that programs read with; the subject is the token.
const (
	TokenMade    Action = "token_made" // details: items, and the day on which it ends
	TokenRevoked Action = "token_revoked"
	TokenExpired Action = "token_expired"
	TokenUsed    Action = "token_used" // once a day for each page and school; details: page, by its pattern
)

// The register of owners and schools, and what they plan.
const (
	OwnerRegistered  Action = "owner_registered"
	SchoolRegistered Action = "school_registered"
	OwnerChanged     Action = "owner_changed"
	OwnerBrandSet    Action = "owner_brand_set"  // its logo and colours
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

// A school's course between the surveys; the subject is its run.
const (
	CourseOrdered  Action = "course_ordered"  // details: module, place
	CourseDated    Action = "course_dated"    // details: module, and its dates where it has some now
	CourseTicked   Action = "course_ticked"   // details: item, and the day on which it was done; none where that was taken back
	CourseAttended Action = "course_attended" // details: module
	CourseLinked   Action = "course_linked"   // details: item
	CourseMoved    Action = "course_moved"    // details: version
)

// The closing of a semester at a school; details: phase. The subject is the school.
const (
	ClosingConcluded      Action = "closing_concluded"       // details: component
	ClosingPrioritised    Action = "closing_prioritised"     // details: component, for each in order
	ClosingMeasured       Action = "closing_measured"        // a measure was entered or changed; details: component
	ClosingMeasureRemoved Action = "closing_measure_removed" // details: component
	ClosingFollowed       Action = "closing_followed"        // how far a measure has come; details: component, status
	ClosingSigned         Action = "closing_signed"          // details: number
	ClosingAmended        Action = "closing_amended"         // opened again; details: number of the signature
	ClosingShared         Action = "closing_shared"          // with the owner
	ClosingWithdrawn      Action = "closing_withdrawn"
	ClosingNoted          Action = "closing_noted"    // what groups of staff said
	EvidenceEntered       Action = "evidence_entered" // figures from elsewhere; details: count
	EvidenceRemoved       Action = "evidence_removed" // details: count
)

// What is kept of answers; details: the day, and the rule by which it comes.
const (
	ErasureAnnounced Action = "erasure_announced" // of a wave's answers
	AnswersErased    Action = "answers_erased"    // of a wave, because they had been kept long enough
)

// The installation.
const (
	SettingsTaken Action = "settings_taken" // the subject is their fingerprint; details: how many months answers are kept
	BackedUp      Action = "backed_up"      // somebody or the service has a copy of everything
	Restored      Action = "restored"       // the installation is that of a backup; details: when it was made
	Promoted      Action = "promoted"       // the installation is that of a standby; details: its number, and up to when it had followed
)

// Surveys.
const (
	WaveOpened          Action = "wave_opened"   // details: round, when it is the school's answer to one
	WaveExtended        Action = "wave_extended" // details: closes_at
	HeadCountCorrected  Action = "head_count_corrected"
	SlipsMade           Action = "slips_made"
	WaveClosed          Action = "wave_closed" // by the service when its time had come
	WaveVoided          Action = "wave_voided"
	WaveWithdrawn       Action = "wave_withdrawn" // voided after it had been released
	AnswersImported     Action = "answers_imported"
	AnswersReplaced     Action = "answers_replaced" // details: wave, when another one has the answers now
	JointInvited        Action = "joint_invited"
	RoundProposed       Action = "round_proposed"
	RoundCalledOff      Action = "round_called_off"
	RoundPostponed      Action = "round_postponed" // details: until
	RoundJoined         Action = "round_joined"    // details: round; the subject is the wave
	LocalItemsSet       Action = "local_items_set" // details: instrument
	DraftSaved          Action = "draft_saved"     // the subject of this and the next four is KEY/VERSION
	DraftDiscarded      Action = "draft_discarded"
	InstrumentPublished Action = "instrument_published"
	InstrumentRetired   Action = "instrument_retired"
	InstrumentRestored  Action = "instrument_restored"
)

// Results, and who may see them.
const (
	Released                  Action = "released"      // details: revision, and the SHA-256 of the document
	SharingGiven              Action = "sharing_given" // with the owner; details: degree, components or all
	SharingWithdrawn          Action = "sharing_withdrawn"
	SharingAgreed             Action = "sharing_agreed"     // what was agreed before a wave opened has taken effect; details: degree
	SharingCalledOff          Action = "sharing_called_off" // or will not
	ProgrammeSharingGiven     Action = "programme_sharing_given"
	ProgrammeSharingWithdrawn Action = "programme_sharing_withdrawn"
	EditionIssued             Action = "edition_issued"   // details: number
	ReferenceFrozen           Action = "reference_frozen" // of an edition; details: its number
	ReadLinkMade              Action = "read_link_made"   // the subject is the link; details: what it shows, and its end
	ReadLinkRevoked           Action = "read_link_revoked"
	ResultsViewed             Action = "results_viewed"   // details: page, by its pattern; the subject is the place
	ResultsExported           Action = "results_exported" // likewise: a file or data
	JobAsked                  Action = "job_asked"        // long work; the subject of this and the next four is the job; details: work
	JobDone                   Action = "job_done"
	JobCancelled              Action = "job_cancelled"
	JobFailed                 Action = "job_failed"
	JobRemoved                Action = "job_removed" // what it made is gone: it was old, or a school has withdrawn what was in it
)

// An Area is a part of what people do here.
type Area struct {
	Key     string // its words are in the catalogue under "log.area."
	Actions []Action
}

// Areas are all actions, in the order in which a filter offers them.
//
// An action is on the list when somebody who signs in, or a command on the server, does it to something that is kept. Answering a survey,
// using a one-time code and signing a joint statement are none, and neither is anything that comes of them while a survey is open.
var Areas = []Area{
	{"sign_in", []Action{SignedIn, SignInRefused, SignedOut, LinkMade, LinkUsed, SecretAdded, SecretRemoved}},
	{"people", []Action{Invited, RoleGiven, RoleTaken, AccountChanged, AccountClosed, AccountErased, AccountTaken, AccessAsked, AccessGranted, AccessDeclined}},
	{"tokens", []Action{TokenMade, TokenRevoked, TokenExpired, TokenUsed}},
	{"register", []Action{
		OwnerRegistered, OwnerChanged, OwnerBrandSet, SchoolRegistered, SchoolChanged, SchoolMoved, SchoolMerged, SchoolClosed, SchoolReopened, SchoolsImported,
		CohortAdded, CohortChanged, DatesSet, TargetsSet,
	}},
	{"course", []Action{CourseOrdered, CourseDated, CourseTicked, CourseAttended, CourseLinked, CourseMoved}},
	{"closing", []Action{
		ClosingConcluded, ClosingPrioritised, ClosingMeasured, ClosingMeasureRemoved, ClosingFollowed, ClosingSigned, ClosingAmended, ClosingShared, ClosingWithdrawn, ClosingNoted,
		EvidenceEntered, EvidenceRemoved,
	}},
	{"surveys", []Action{
		WaveOpened, WaveExtended, HeadCountCorrected, SlipsMade, WaveClosed, WaveVoided, WaveWithdrawn, AnswersImported, AnswersReplaced,
		JointInvited, RoundProposed, RoundCalledOff, RoundPostponed, RoundJoined, LocalItemsSet,
	}},
	{"library", []Action{DraftSaved, DraftDiscarded, InstrumentPublished, InstrumentRetired, InstrumentRestored}},
	{"results", []Action{
		Released, SharingGiven, SharingWithdrawn, SharingAgreed, SharingCalledOff, ProgrammeSharingGiven, ProgrammeSharingWithdrawn, EditionIssued, ReferenceFrozen,
		ReadLinkMade, ReadLinkRevoked, ResultsViewed, ResultsExported,
		JobAsked, JobDone, JobCancelled, JobFailed, JobRemoved,
	}},
	{"retention", []Action{ErasureAnnounced, AnswersErased}},
	{"installation", []Action{SettingsTaken, BackedUp, Restored, Promoted}},
}

// Actions are all actions of all areas.
var Actions = slices.Concat(actionsOf(Areas)...)

func actionsOf(areas []Area) (actions [][]Action) {
	for _, area := range areas {
		actions = append(actions, area.Actions)
	}
	return actions
}
