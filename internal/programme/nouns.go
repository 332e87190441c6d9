package programme

import (
	"encoding/json"
	"time"
)

// Ids are random and tell nothing, neither an order nor a place.
type (
	OwnerID  string
	SchoolID string // stays when the organisation number changes: schools merge
	CohortID string
	RunID    string
)

// An OwnerKind says what kind of body owns schools.
type OwnerKind string

// The kinds of owner.
const (
	Municipality OwnerKind = "municipality"
	County       OwnerKind = "county"
	Private      OwnerKind = "private"
)

// An Owner is a school owner (skoleeier).
type Owner struct {
	ID    OwnerID
	Orgnr string // nine digits
	Name  string
	Kind  OwnerKind
}

// A School is a school.
type School struct {
	ID           SchoolID
	Orgnr        string // nine digits
	Owner        OwnerID
	Municipality string // number of the municipality, four characters: the leading zero counts
	WrittenForm  string // the school's written form, "nb" or "nn": the language of its pages, unless the reader chooses another
	Name         string
	Synthetic    bool // made by the demo; marked so wherever it shows
	Staff        int  // how many work there, as last reported; 0: not known

	// What follows is set by the store alone: see [Store.UpdateSchool], [Store.CloseSchool] and [Store.MergeSchool].

	Closed time.Time // a date: the first day without the school; zero while there is one
	Into   SchoolID  // the school that it was merged into on that day; empty where it was not, or nobody has said into which
}

// Open says that there still is such a school.
func (sc School) Open() bool { return sc.Closed.IsZero() }

// A Cohort (pulje) is a number of schools that begin a programme together.
type Cohort struct {
	ID        CohortID
	Programme string // key of the template
	Name      string
	Starts    time.Time // a date: midnight UTC
}

// A Run is one school's way through a programme, with its own dates: the course stipulates a year and a half, and allows two and a
// half.
type Run struct {
	ID        RunID
	School    SchoolID
	Cohort    CohortID // may be empty: a school can follow the programme by itself
	Programme string   // key of the template
	Version   int      // version of the template
	Dates     map[PhaseKey]Span
}

// A Span is the dates of a phase, both included; midnight UTC.
type Span struct {
	From, To time.Time
}

// span is how a Span is stored and sent.
type span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// MarshalJSON writes dates: {"from":"2026-08-15","to":"2026-10-31"}.
func (s Span) MarshalJSON() ([]byte, error) {
	return json.Marshal(span{s.From.Format(time.DateOnly), s.To.Format(time.DateOnly)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Span) UnmarshalJSON(data []byte) (err error) {
	var dates span
	if err := json.Unmarshal(data, &dates); err != nil {
		return err
	}
	if s.From, err = time.Parse(time.DateOnly, dates.From); err != nil {
		return err
	}
	s.To, err = time.Parse(time.DateOnly, dates.To)
	return err
}
