package programme

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PlanRoll tells what importing a roll would do, line by line, and changes nothing.
func (s *Store) PlanRoll(now time.Time, r Roll) RollPlan {
	p := &rollPlanner{now: now, only: r.OnlyKnown, scratch: s.scratch(), rows: map[string]int{}}
	p.plan.Lines = make([]RollLine, len(r.Entries))
	for i, e := range r.Entries {
		p.plan.Lines[i] = p.line(e)
	}
	for i := range p.plan.Lines { // a school may go into one that stands further down
		p.end(&p.plan.Lines[i])
	}
	owns := map[OwnerID]bool{}
	for i := range p.plan.Lines {
		p.finish(&p.plan.Lines[i])
	}
	for l := range p.plan.doing {
		owns[l.After.Owner] = true
	}
	p.plan.Owners = slices.DeleteFunc(p.plan.Owners, func(o Owner) bool { return !owns[o.ID] }) // one whose lines are all faulty comes with them
	return p.plan
}

// scratch is a store in memory alone, for trying out.
func (s *Store) scratch() *Store {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &Store{owners: maps.Clone(s.owners), schools: maps.Clone(s.schools)}
}

// rollPlanner tries every entry out on a copy of the register.
type rollPlanner struct {
	now     time.Time
	only    bool // known schools
	scratch *Store
	rows    map[string]int // by number, the row in which it stands
	plan    RollPlan
}

// line finds the school of an entry and gives it what the entry says, but for its end.
func (p *rollPlanner) line(e RollEntry) RollLine {
	l := RollLine{Entry: e, Problems: slices.Clone(e.Problems)}
	orgnr := TidyOrgnr(e.Orgnr)
	if first, twice := p.rows[orgnr]; twice && orgnr != "" {
		l.refuse(Problem{Field: "orgnr", Code: "twice", Detail: strconv.Itoa(first)})
		return l
	}
	p.rows[orgnr] = e.Row
	known := p.find(orgnr, TidyOrgnr(e.Previous))
	if known == nil && orgnr != "" && CheckOrgnr(orgnr) == nil && (p.only || e.Gone) {
		l.Fate, l.Problems = RollLeft, nil
		return l
	}
	var faults []Problem
	if l.From, faults = dayFrom(p.now, e.From); len(faults) > 0 {
		l.refuse(Problem{Field: "from", Code: "future"})
	}
	if known != nil {
		l.Before = *known
	}
	l.After = l.Before
	l.After.Orgnr = orgnr
	set(&l.After.Name, e.Name)
	set(&l.After.Municipality, e.Municipality)
	set(&l.After.WrittenForm, e.WrittenForm)
	if e.Staff != nil {
		l.After.Staff = *e.Staff
	}
	l.After = l.After.tidy()
	if known == nil {
		l.After.ID = SchoolID(rand.Text())
	}
	problems := p.own(&l)
	for _, problem := range p.scratch.schoolProblems(l.After) {
		if problem.Field != "owner" || len(problems) == 0 {
			problems = append(problems, problem)
		}
	}
	l.refuse(problems...)
	if len(l.Problems) == 0 {
		p.scratch.schools.take(l.After.ID, p.scratch.schools.next(l.After.ID), l.After)
	}
	return l
}

func set(field *string, said string) { *field = cmp.Or(strings.TrimSpace(said), *field) }

// refuse notes problems, one for each field: the first says what to do.
func (l *RollLine) refuse(problems ...Problem) {
	for _, problem := range problems {
		if !slices.ContainsFunc(l.Problems, func(known Problem) bool { return known.Field == problem.Field }) {
			l.Problems = append(l.Problems, problem)
		}
	}
}

func (p *rollPlanner) find(orgnr, previous string) *School {
	for _, number := range []string{orgnr, previous} {
		if sc, err := p.scratch.SchoolByOrgnr(number); err == nil && number != "" {
			return &sc
		}
	}
	return nil
}

// own gives the school the owner that the entry names, and registers it on trial where it is new. The problems are those of the owner.
func (p *rollPlanner) own(l *RollLine) []Problem {
	said := l.Entry.Owner
	said.Orgnr = TidyOrgnr(said.Orgnr)
	if said == (RollOwner{}) {
		return nil
	}
	if said.Orgnr == "" {
		o, ok := p.ownerCalled(said.Name)
		if !ok {
			return []Problem{{Field: ownerField + "orgnr", Code: "missing"}}
		}
		l.After.Owner = o.ID
		return nil
	}
	if o, err := p.scratch.OwnerByOrgnr(said.Orgnr); err == nil {
		l.After.Owner = o.ID
		return nil
	}
	o := Owner{ID: OwnerID(rand.Text()), Orgnr: said.Orgnr, Name: tidyName(said.Name), Kind: said.Kind}
	problems := p.scratch.ownerProblems(o)
	for i := range problems {
		problems[i].Field = ownerField + problems[i].Field
	}
	if len(problems) == 0 {
		p.scratch.owners.take(o.ID, 1, o)
		p.plan.Owners = append(p.plan.Owners, o)
		l.After.Owner = o.ID
	}
	return problems
}

// ownerCalled finds the one owner with a name.
func (p *rollPlanner) ownerCalled(name string) (found Owner, ok bool) {
	for _, latest := range p.scratch.owners {
		if strings.EqualFold(latest.value.Name, tidyName(name)) {
			if ok {
				return Owner{}, false
			}
			found, ok = latest.value, true
		}
	}
	return found, ok
}

// end closes and merges the school where the entry says so and it is open. A school that has closed here stays closed.
func (p *rollPlanner) end(l *RollLine) {
	e := l.Entry
	if len(l.Problems) > 0 || l.Fate == RollLeft || !e.Gone || l.After.Into != "" {
		return
	}
	into := TidyOrgnr(e.Into)
	if !l.After.Open() && into == "" {
		return
	}
	day, faults := dayFrom(p.now, e.Closed)
	if len(faults) > 0 {
		l.refuse(Problem{Field: "closed", Code: "future"})
	}
	if into != "" {
		other, err := p.scratch.SchoolByOrgnr(into)
		if err != nil {
			l.refuse(Problem{Field: "into", Code: codeUnknown, Detail: into})
			return
		}
		l.refuse(p.scratch.mergerProblems(l.After, other.ID)...)
		l.After.Into = other.ID
	}
	if l.After.Open() || !e.Closed.IsZero() {
		l.After.Closed = day
	}
	l.From = l.After.Closed
	l.Successor = e.Merged && into == ""
	if len(l.Problems) == 0 {
		p.scratch.schools.take(l.After.ID, p.scratch.schools.next(l.After.ID), l.After)
	}
}

// finish says what becomes of the line, now that everything else is known.
func (p *rollPlanner) finish(l *RollLine) {
	if l.Fate == RollLeft {
		return
	}
	if len(l.Problems) > 0 {
		l.Fate = RollFaulty
		return
	}
	l.Changes = p.scratch.ChangesOf(l.Before, l.After)
	switch {
	case l.Before.ID == "":
		l.Fate = RollNew
	case l.After.Into != l.Before.Into:
		l.Fate = RollMerged
	case l.After.Open() != l.Before.Open():
		l.Fate = RollClosed
	case l.After != l.Before:
		l.Fate = RollChanged
	default:
		l.Fate = RollUnchanged
	}
}

// ChangesOf returns the fields in which two states of a school differ.
func (s *Store) ChangesOf(before, after School) (changes []RollChange) {
	add := func(field, from, to string) {
		if from != to {
			changes = append(changes, RollChange{field, from, to})
		}
	}
	owner := func(id OwnerID) string {
		o, _ := s.Owner(id)
		return o.Name
	}
	school := func(id SchoolID) string {
		sc, _ := s.School(id)
		return sc.Name
	}
	staff := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	add("name", before.Name, after.Name)
	add("orgnr", before.Orgnr, after.Orgnr)
	add("municipality", before.Municipality, after.Municipality)
	add("written_form", before.WrittenForm, after.WrittenForm)
	add("staff", staff(before.Staff), staff(after.Staff))
	if before.Owner != after.Owner {
		add("owner", owner(before.Owner), owner(after.Owner))
	}
	add("closed", day(before.Closed), day(after.Closed))
	if before.Into != after.Into {
		add("into", school(before.Into), school(after.Into))
	}
	return changes
}
