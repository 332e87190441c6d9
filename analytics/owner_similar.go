package analytics

import (
	"slices"
	"strings"

	"tilstand/internal/programme"
)

// MaxBeside is how many schools are laid beside each other at most: more do not fit on a page that is read across.
const MaxBeside = 4

// SizeBand is how many people are asked at a school, roughly: small staffs' means vary more, and their days are different.
type SizeBand string

const (
	SmallStaff  SizeBand = "small"  // under 20
	MiddleStaff SizeBand = "middle" // 20 to 49
	LargeStaff  SizeBand = "large"  // 50 and more
)

// The least head counts of the bands above the smallest. Under 20 answers a release borrows the pooled spread, so that is where a small staff ends.
const (
	MiddleFrom = 20
	LargeFrom  = 50
)

// SizeBandOf a head count.
func SizeBandOf(headCount int) SizeBand {
	switch {
	case headCount >= LargeFrom:
		return LargeStaff
	case headCount >= MiddleFrom:
		return MiddleStaff
	}
	return SmallStaff
}

// Similar reports whether two schools with surveys in a view are alike in what may be compared: the same stage of the course, the same size band, and the
// same written form. It is known before anything is answered, so that choosing similar schools chooses no result. The register does not know of a
// school's kind or years; that the owner does.
func (s OwnerSchool) Similar(o OwnerSchool) bool {
	return s.Now != nil && o.Now != nil && s.School.ID != o.School.ID && s.Now.Phase.Key == o.Now.Phase.Key &&
		SizeBandOf(s.Now.HeadCount) == SizeBandOf(o.Now.HeadCount) && s.School.WrittenForm == o.School.WrittenForm
}

// SimilarTo are the schools of the view that are similar to one of them, in the view's order.
func (v *OwnerView) SimilarTo(school programme.SchoolID) []OwnerSchool {
	at := slices.IndexFunc(v.Schools, func(s OwnerSchool) bool { return s.School.ID == school })
	if at < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Schools), func(s OwnerSchool) bool { return !v.Schools[at].Similar(s) })
}

// BesideOf are the schools that the query lays beside each other, in its order. The error is [ErrNotFound] for one that is not in the view with a survey,
// and for one that is named twice.
func (v *OwnerView) BesideOf() ([]OwnerSchool, error) {
	if v.Query.Beside == "" {
		return nil, nil
	}
	var beside []OwnerSchool
	for orgnr := range strings.SplitSeq(v.Query.Beside, ".") {
		at := slices.IndexFunc(v.Schools, func(s OwnerSchool) bool { return s.School.Orgnr == orgnr && s.Now != nil })
		if at < 0 || slices.ContainsFunc(beside, func(s OwnerSchool) bool { return s.School.Orgnr == orgnr }) {
			return nil, notFound("school " + orgnr + " beside others")
		}
		beside = append(beside, v.Schools[at])
	}
	return beside, nil
}
