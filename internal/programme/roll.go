package programme

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// A Roll is what a file says of schools. [Store.PlanRoll] tells what it would come to, [Store.ImportRoll] does that. It changes and adds
// schools and adds their owners; schools that it does not name stay as they are, and so do owners that are known already.
type Roll struct {
	Entries   []RollEntry
	OnlyKnown bool // leave out schools that are not registered here
}

// A RollEntry is what a roll says of one school. Of what is empty it says nothing, and nothing is changed.
type RollEntry struct {
	Row          int    // where it stands, as its reader counts
	Orgnr        string // names the school
	Previous     string // the number that the school had before, where the number is new and the school is not
	Name         string
	Municipality string
	WrittenForm  string // nb, nn
	Staff        *int
	Owner        RollOwner
	From         time.Time // the day from which it holds; zero: today

	Gone   bool      // there is no such school any more
	Closed time.Time // since this day; zero where that is not said
	Merged bool      // it went into another one
	Into   string    // the number of that one; empty where that is not said

	Problems []Problem // what its reader could not read; Detail is what stands there
}

// A RollOwner is what a roll says of a school's owner: enough to find it, or enough to register it.
type RollOwner struct {
	Orgnr, Name string
	Kind        OwnerKind
}

// A RollFate is what becomes of an entry.
type RollFate string

// What can become of an entry.
const (
	RollNew       RollFate = "new"
	RollChanged   RollFate = "changed"
	RollClosed    RollFate = "closed"
	RollMerged    RollFate = "merged"
	RollUnchanged RollFate = "unchanged"
	RollLeft      RollFate = "left"   // a school that is not registered here, and has closed or is not to be added
	RollFaulty    RollFate = "faulty" // left out, too, until it is put right
)

// RollFates are all of them, those that ask for attention first.
var RollFates = []RollFate{RollFaulty, RollNew, RollMerged, RollClosed, RollChanged, RollUnchanged, RollLeft}

// A RollLine is an entry and what becomes of it.
type RollLine struct {
	Entry         RollEntry
	Fate          RollFate
	Before, After School    // Before is empty for a new school; both are where the entry is faulty and names none
	From          time.Time // the day from which the change holds
	Changes       []RollChange
	Problems      []Problem // of a faulty one
	// Successor: it was merged and the roll does not say into which school. It is closed; where it went is to be said on its page.
	Successor bool
}

// A RollChange is a field of a school before and after, as a reader sees it: an owner and a school by their names.
type RollChange struct {
	Field, From, To string
}

// A RollPlan is what a roll comes to.
type RollPlan struct {
	Lines  []RollLine // in the order of the entries
	Owners []Owner    // that are new
}

// Count is the number of lines with a fate.
func (p RollPlan) Count(fate RollFate) (n int) {
	for _, l := range p.Lines {
		if l.Fate == fate {
			n++
		}
	}
	return n
}

// Idle says that there is nothing to do.
func (p RollPlan) Idle() bool {
	return p.Count(RollNew)+p.Count(RollChanged)+p.Count(RollClosed)+p.Count(RollMerged) == 0
}

// Sum stands for everything that the plan would do, ids of what is new apart. Two plans with one sum do the same.
func (p RollPlan) Sum() string {
	sum := sha256.New()
	for _, o := range p.Owners {
		fmt.Fprintf(sum, "%q %q %q\n", o.Orgnr, o.Name, o.Kind)
	}
	for _, l := range p.Lines {
		fmt.Fprintf(sum, "%d %q %q %q %q %s %v\n", l.Entry.Row, l.Fate, l.Before.ID, l.After.Orgnr, l.After.Name, l.From.Format(time.DateOnly), l.Changes)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Name is what the school is called: as the roll has it, or as it is known.
func (l RollLine) Name() string { return cmp.Or(l.Entry.Name, l.After.Name, l.Before.Name) }
