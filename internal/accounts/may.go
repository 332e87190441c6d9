package accounts

import "slices"

// What somebody wants to do. Each route of the web asks for one of them.
type What string

// Everything that can be asked for.
const (
	SeeStanding   What = "see_standing"   // that a school has begun and closed surveys, and nothing they say
	SeeResults    What = "see_results"    // of components, constructs and groups
	SeeItems      What = "see_items"      // of single items, too
	RunSurveys    What = "run_surveys"    // open, follow, change, close, withdraw, import
	Share         What = "share"          // let the owner, or the programme, see results
	SetBrand      What = "set_brand"      // an owner's logo and colours
	SetTargets    What = "set_targets"    // and dates, and how the school takes its course
	SeeCourse     What = "see_course"     // how the school takes its course
	SeeOwner      What = "see_owner"      // comparisons of the schools that share, editions
	RunOwner      What = "run_owner"      // rounds, editions, local items of the owner
	SeeProgramme  What = "see_programme"  // editions of the programme
	RunProgramme  What = "run_programme"  // cohorts, instruments, editions
	KeepRegister  What = "keep_register"  // owners and schools
	ManagePeople  What = "manage_people"  // who has which role at the place
	SeeLog        What = "see_log"        // who did what at the place
	IssueTokens   What = "issue_tokens"   // for programs that read
	KeepOperation What = "keep_operation" // settings, backup, retention
)

// Whats are all of them, as the table is read.
var Whats = []What{
	SeeStanding, SeeResults, SeeItems, RunSurveys, Share, SetBrand, SetTargets, SeeCourse, SeeOwner, RunOwner, SeeProgramme, RunProgramme, KeepRegister,
	ManagePeople, SeeLog, IssueTokens, KeepOperation,
}

// rule lets a role do something at a kind of place when it stands in the relation to it.
type rule struct {
	role  Role
	kind  Kind
	when  relation
	whats []What
}

// relation says whether a grant reaches a place.
type relation func(g Grant, p Place) bool

func itself(g Grant, p Place) bool           { return g.At == p.ID }
func anywhere(Grant, Place) bool             { return true }
func ofTheOwner(g Grant, p Place) bool       { return g.At == p.Owner }
func sharesComponents(g Grant, p Place) bool { return g.At == p.Owner && p.Shares >= SharesComponents }
func sharesAll(g Grant, p Place) bool        { return g.At == p.Owner && p.Shares == SharesAll }

// rules is the whole of it: what is not here may not be done. testdata/may.txt is the same as a table of every role at every place.
//
// The programme has no rule at a school: it counts those that share with it, in editions. The operator has none about results. An owner
// gives roles at its schools, so that a municipality can let its schools in without the operator.
var rules = []rule{
	{Leader, AtSchool, itself, []What{SeeStanding, SeeResults, SeeItems, RunSurveys, Share, SetTargets, SeeCourse, ManagePeople, SeeLog}},
	{Member, AtSchool, itself, []What{SeeStanding, SeeResults, SeeItems, SeeCourse}},
	{Owner, AtSchool, ofTheOwner, []What{SeeStanding, ManagePeople}},
	{Owner, AtSchool, sharesComponents, []What{SeeResults}},
	{Owner, AtSchool, sharesAll, []What{SeeItems}},
	{Owner, AtOwner, itself, []What{SeeOwner, RunOwner, SetBrand, SetTargets, ManagePeople, SeeLog, IssueTokens}},
	{Programme, AtProgramme, itself, []What{SeeProgramme, RunProgramme, SetTargets, ManagePeople, SeeLog, IssueTokens}},
	{Operator, AtInstallation, anywhere, []What{KeepRegister, ManagePeople, SeeLog, KeepOperation}},
	{Operator, AtProgramme, anywhere, []What{ManagePeople}},
	{Operator, AtOwner, anywhere, []What{KeepRegister, SetBrand, ManagePeople}},
	{Operator, AtSchool, anywhere, []What{KeepRegister, ManagePeople}},
}

// May decides, from who asks, what for and where. It is the one place where that is decided. It says no to everything it does not know.
func May(grants []Grant, what What, where Place) bool {
	for _, g := range grants {
		for _, r := range rules {
			if r.role == g.Role && r.kind == where.Kind && r.when(g, where) && slices.Contains(r.whats, what) {
				return true
			}
		}
	}
	return false
}

// MayGive reports whether somebody may give and take a role at a place. Who manages people gives the roles of the place; an operator's
// role is given by operators, and nobody gives a role wider than the place.
func MayGive(grants []Grant, role Role, where Place) bool {
	return kindOf[role] == where.Kind && role != Viewer && May(grants, ManagePeople, where)
}
