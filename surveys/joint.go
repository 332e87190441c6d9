package surveys

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"tilstand/internal/programme"
)

// A Role signs a [JointStatement]. It is the role that signs, and never a name.
type Role string

const (
	// UnionRole are the union representatives (tillitsvalgte) of the school, all unions together.
	UnionRole Role = "union"
	// SafetyRole is the safety representative (verneombud).
	SafetyRole Role = "safety"
)

// Roles returns all that stand behind a joint statement, in the order in which they are named.
func Roles() []Role { return []Role{UnionRole, SafetyRole} }

// A JointStatement is what the union and safety representatives of a school say together before the school starts: one document, openly not
// anonymous, signed by role. A survey of two or three persons could show nothing, and a group of one cannot be made; a document that both have agreed
// on can be read by everybody. It is control data like the dates of a school: no answer of a wave, in no index, release or edition.
//
// The leader makes an invitation ([Store.InviteJoint]). Whoever takes it into use ([Store.TakeJoint]) gets one link per role, which nobody is
// shown again, the leader included; the invitation is spent. One of them writes ([Store.WriteJoint]), and each role signs ([Store.SignJoint]). When
// all have, the version is locked. Writing again makes the next version; those before it stay.
//
// What that is worth: the program has one password and does not know persons. A leader who takes the invitation into use can write and sign; but the
// representatives then find the invitation spent, and whoever holds a link sees what stands in the name of their role.
type JointStatement struct {
	School     programme.SchoolID
	Phase      programme.PhaseKey
	Revision   int
	Invited    time.Time      // when the last invitation was made
	Invitation LinkCode       // that waits to be taken into use; empty once it has been
	Taken      time.Time      // when it was; zero while it waits
	Draft      *JointVersion  // being written, or waiting for signatures; nil otherwise
	Versions   []JointVersion // locked, oldest first
	links      []jointLink    // all there ever were
}

// A JointVersion is a version of a joint statement. Read it, never change it.
type JointVersion struct {
	Number     int               `json:"number"`     // 1, 2, …
	Instrument int               `json:"instrument"` // version of [JointSurvey] that it answers
	Edit       int               `json:"edit"`       // names what it says: what is signed is what was read
	Says       map[ItemID]string `json:"says"`       // item → code, written as in a [Submission]; every item is there
	Signed     []Role            `json:"signed"`     // in the order of [Roles]
	Locked     time.Time         `json:"locked"`     // zero until all have signed
}

// SignedBy says whether a role stands behind the version.
func (v JointVersion) SignedBy(role Role) bool { return slices.Contains(v.Signed, role) }

// jointLink is a link as it is kept: by the hash of its code, since a copy of the record must not let anybody sign.
type jointLink struct {
	Hash     string `json:"hash"`
	Role     Role   `json:"role"`     // empty for an invitation
	Used     bool   `json:"used"`     // an invitation that was taken into use
	Replaced bool   `json:"replaced"` // by a later invitation
}

// A JointDoor is where a link leads.
type JointDoor struct {
	Role  Role // of a link that its role holds; empty for an invitation
	State JointDoorState
}

// A JointDoorState says what a link is good for.
type JointDoorState string

const (
	// JointOpen is an invitation that waits, or the link of a role.
	JointOpen JointDoorState = "open"
	// JointTaken is an invitation that has been taken into use.
	JointTaken JointDoorState = "taken"
	// JointReplaced is a link from before the last invitation.
	JointReplaced JointDoorState = "replaced"
)

// door finds where a link leads.
func (st JointStatement) door(hash string) JointDoor {
	i := slices.IndexFunc(st.links, func(l jointLink) bool { return l.Hash == hash })
	switch l := st.links[i]; {
	case l.Replaced:
		return JointDoor{l.Role, JointReplaced}
	case l.Used:
		return JointDoor{l.Role, JointTaken}
	default:
		return JointDoor{l.Role, JointOpen}
	}
}

// Standing is the version that stands, the last that was locked.
func (st JointStatement) Standing() (JointVersion, bool) {
	if len(st.Versions) == 0 {
		return JointVersion{}, false
	}
	return st.Versions[len(st.Versions)-1], true
}

// newJointCode draws the code of a link: 24 characters, 114 bits, so that its plain hash tells nothing.
func newJointCode() LinkCode { return newLinkCode() + newLinkCode() }

func (c LinkCode) jointHash() string {
	sum := sha256.Sum256([]byte(c.tidy()))
	return hex.EncodeToString(sum[:])
}

// signed is the draft with one more signature; all of them lock it.
func (st JointStatement) signed(role Role, now time.Time) JointStatement {
	draft := *st.Draft
	draft.Signed = slices.DeleteFunc(Roles(), func(r Role) bool { return r != role && !st.Draft.SignedBy(r) })
	if st.Draft = &draft; len(draft.Signed) == len(Roles()) {
		draft.Locked = now
		st.Versions, st.Draft = append(slices.Clip(st.Versions), draft), nil
	}
	return st
}

// written is the statement with a draft that says this, and is signed by nobody.
func (st JointStatement) written(in *Instrument, answers map[ItemID]string) JointStatement {
	st.Draft = &JointVersion{Number: len(st.Versions) + 1, Instrument: in.Version, Edit: st.Revision + 1, Says: maps.Clone(answers)}
	return st
}

// edit names what the draft says: 0 without one.
func (st JointStatement) edit() int {
	if st.Draft == nil {
		return 0
	}
	return st.Draft.Edit
}

// invited is the statement with a new invitation. What nobody had signed, or not all, is gone with the links that could.
func (st JointStatement) invited(code LinkCode, now time.Time) JointStatement {
	links := slices.Clone(st.links)
	for i := range links {
		links[i].Replaced = true
	}
	st.links = append(links, jointLink{Hash: code.jointHash()})
	st.Invitation, st.Invited, st.Taken, st.Draft = code, now, time.Time{}, nil
	return st
}

// taken is the statement with its invitation spent, and a link for each role.
func (st JointStatement) taken(now time.Time) (JointStatement, map[Role]LinkCode) {
	links, codes := slices.Clone(st.links), map[Role]LinkCode{}
	for i := range links {
		links[i].Used = links[i].Used || links[i].Hash == st.Invitation.jointHash()
	}
	for _, role := range Roles() {
		codes[role] = newJointCode()
		links = append(links, jointLink{Hash: codes[role].jointHash(), Role: role})
	}
	st.links, st.Invitation, st.Taken = links, "", now
	return st, codes
}

// jointProblems are what is wrong with the answers of a joint statement: as in [Check], and "missing" for what is not answered. A document that
// leaves something open says so in an answer of its own.
func jointProblems(in *Instrument, answers map[ItemID]string) []Problem {
	sent := make(map[string]string, len(answers))
	for id, answer := range answers {
		sent[string(id)] = answer
	}
	response, err := Check(Wave{}, in, Submission{ID: "a-document-has-no-such-id", Answers: sent})
	if err != nil {
		return err.(*Invalid).Problems
	}
	var problems []Problem
	for i, v := range in.Variables() {
		missing := Problem{string(v.Item.ID), "missing"}
		if response.Codes[i] == Blank && !slices.Contains(problems, missing) {
			problems = append(problems, missing)
		}
	}
	return problems
}
