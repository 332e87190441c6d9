package surveys

import (
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// An Agreement is that a school will share a wave with its owner on a date. It is made before the wave opens, so that everybody who answers can be told
// before the first question, and it is frozen with the wave. Whether it takes effect, and when, is decided in package analytics: it can be called off.
type Agreement struct {
	Owner     programme.OwnerID `json:"owner"`
	OwnerName string            `json:"owner_name"` // as it was at opening
	On        string            `json:"on"`         // the Norwegian day, 2027-01-15
	Degree    Degree            `json:"degree"`
}

// From is when the day begins.
func (a Agreement) From() time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, a.On, i18n.Oslo) // one that is none was refused
	return day
}

// maxDaysToShare is the longest from closing to the day on which a wave is shared.
const maxDaysToShare = 366

// agreementProblems checks what is to be shared, and when: not before the day on which the wave closes.
func agreementProblems(spec WaveSpec) []Problem {
	if spec.Share == SharesNothing || spec.ClosesAt.IsZero() {
		return nil
	}
	day, err := time.ParseInLocation(time.DateOnly, spec.ShareOn, i18n.Oslo)
	switch {
	case spec.Share > SharesAll:
		return []Problem{{"share", "unknown"}}
	case err != nil:
		return []Problem{{"share_on", "date"}}
	case spec.ShareOn < spec.ClosesAt.In(i18n.Oslo).Format(time.DateOnly): // dates sort as text
		return []Problem{{"share_on", "before_closing"}}
	case day.After(spec.ClosesAt.AddDate(0, 0, maxDaysToShare)):
		return []Problem{{"share_on", "too_late"}}
	}
	return nil
}

// agreement is what the specification says of sharing; nil for nothing.
func (s *Store) agreement(school programme.School, spec WaveSpec) *Agreement {
	if spec.Share == SharesNothing {
		return nil
	}
	owner, _ := s.prog.Owner(school.Owner)
	return &Agreement{Owner: school.Owner, OwnerName: owner.Name, On: spec.ShareOn, Degree: spec.Share}
}
