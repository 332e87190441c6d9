package closing

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tilstand/internal/programme"
)

// A MeasureID names a measure; random.
type MeasureID string

// A Role is who answers for a measure. Never a person.
type Role string

// The roles that a form offers.
const (
	Principal    Role = "principal"
	Leadership   Role = "leadership"
	ResourceTeam Role = "resource_group"
	TeamLeaders  Role = "team_leaders"
	Teachers     Role = "teachers"
	AfterSchool  Role = "sfo"
	Support      Role = "support" // school nurse, social teacher, the municipality's educational psychology service
	AllStaff     Role = "all_staff"
	OtherRole    Role = "other" // in own words
)

// Roles are all of them, in the order in which a form offers them.
var Roles = []Role{Principal, Leadership, ResourceTeam, TeamLeaders, Teachers, AfterSchool, Support, AllStaff, OtherRole}

// A Status is how far a measure has come.
type Status string

// The statuses.
const (
	Planned  Status = "planned"
	UnderWay Status = "under_way"
	Done     Status = "done"
	Dropped  Status = "dropped"
)

// Statuses are all of them, in the order in which a form offers them.
var Statuses = []Status{Planned, UnderWay, Done, Dropped}

// Open says that there is something left to do, or to check.
func (s Status) Open() bool { return s == Planned || s == UnderWay }

// maxRole is the longest role in own words, in characters.
const maxRole = 60

// A Measure is something that a school has agreed to do so that a component moves.
type Measure struct {
	ID        MeasureID              `json:"-"`
	Phase     programme.PhaseKey     `json:"-"` // whose closing agreed on it
	Revision  int                    `json:"-"` // from 1; in what is saved, the one that it was made from
	Component programme.ComponentKey `json:"component"`
	What      string                 `json:"what"`
	How       string                 `json:"how"` // how the school will know that it has worked
	Role      Role                   `json:"role"`
	OwnRole   string                 `json:"own_role,omitempty"` // with OtherRole
	Start     time.Time              `json:"start"`              // a date
	Check     time.Time              `json:"check"`              // a date: when it is looked at again
	// Hope is the change in the component that the school hopes for, in steps of the state survey's scale with one decimal; nil where it gives none.
	Hope     *float64       `json:"hope,omitempty"`
	HopeText string         `json:"hope_text,omitempty"` // the same in words; may be empty
	History  []StatusChange `json:"-"`                   // the first is that it was planned; the oldest first
}

// A StatusChange is that somebody said how far a measure has come.
type StatusChange struct {
	At     time.Time `json:"at"`
	Status Status    `json:"status"`
	Note   string    `json:"note,omitempty"` // what the school has seen; may be empty
}

// Status is how far it has come.
func (m Measure) Status() Status {
	if len(m.History) == 0 {
		return Planned
	}
	return m.History[len(m.History)-1].Status
}

// longestTitle is how much of a measure stands as its name, in characters.
const longestTitle = 90

// Title is the measure as a name: its first line, cut between words where that is long.
func (m Measure) Title() string {
	title, rest, _ := strings.Cut(m.What, "\n")
	runes := []rune(strings.TrimSpace(title))
	switch {
	case len(runes) > longestTitle:
		cut := strings.TrimRight(string(runes[:longestTitle]), " ")
		if at := strings.LastIndex(cut, " "); at > 0 {
			cut = cut[:at]
		}
		return cut + " …"
	case rest != "":
		return string(runes) + " …"
	}
	return string(runes)
}

// CheckNow says that it is open, and that the day has come on which the school wanted to look at it again.
func (m Measure) CheckNow(today time.Time) bool { return m.Status().Open() && !today.Before(m.Check) }

// Ended is the day on which it was done or dropped; zero while it is open.
func (m Measure) Ended() time.Time {
	if m.Status().Open() {
		return time.Time{}
	}
	return m.History[len(m.History)-1].At
}

func (m Measure) same(o Measure) bool {
	return m.Component == o.Component && m.What == o.What && m.How == o.How && m.Role == o.Role && m.OwnRole == o.OwnRole && m.HopeText == o.HopeText &&
		m.Start.Equal(o.Start) && m.Check.Equal(o.Check) && (m.Hope == nil) == (o.Hope == nil) && (m.Hope == nil || *m.Hope == *o.Hope)
}

// mostHope is the largest change that a school can hope for: from one end of the scale to the other.
const mostHope = programme.MaxLevel - programme.MinLevel

func (m Measure) problems(t *programme.Template) (problems []programme.Problem) {
	add := func(wrong bool, field, code string) {
		if wrong {
			problems = append(problems, programme.Problem{Field: field, Code: code})
		}
	}
	_, known := t.Component(m.Component)
	add(m.Component == "", "component", "missing")
	add(m.Component != "" && !known, "component", "unknown")
	problems = slices.Concat(problems, textProblems("what", m.What, true), textProblems("how", m.How, true), textProblems("hope_text", m.HopeText, false),
		choiceProblems("role", m.Role, Roles))
	add(m.Role == OtherRole && m.OwnRole == "", "own_role", "missing")
	add(utf8.RuneCountInString(m.OwnRole) > maxRole, "own_role", "too_long")
	add(m.Start.IsZero(), "start", "missing")
	add(m.Check.IsZero(), "check", "missing")
	add(!m.Start.IsZero() && !m.Check.IsZero() && !m.Check.After(m.Start), "check", "order")
	if m.Hope != nil {
		// Written so that NaN is outside the range.
		add(!(-mostHope <= *m.Hope && *m.Hope <= mostHope), "hope", "hope_range")
		add(math.Abs(*m.Hope) <= mostHope && math.Round(*m.Hope*10)/10 != *m.Hope, "hope", "decimals")
	}
	return problems
}
