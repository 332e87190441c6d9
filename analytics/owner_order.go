package analytics

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"tilstand/internal/programme"
)

// The orders of an owner's schools, as [Query.Sort]. Whatever the order, it comes from what is printed beside it, names decide between equals, and
// schools without the figure stand last by name: a place in a list tells nothing that is not in it. None of them is a ranking, and no place has a number.
const (
	// OrderByStage: by how far the schools had come in the course, the first stage first.
	OrderByStage = "stage"
	// OrderByResponse: by response rate in whole per cent, the lowest first.
	OrderByResponse = "response"
	// OrderByOverall: by the mean of the overall index, the lowest first.
	OrderByOverall = "overall"
	orderByGap     = "gap."
)

// OrderByGap is the order by the distance to a component's target, those farthest under it first.
func OrderByGap(c programme.ComponentKey) string { return orderByGap + string(c) }

// order puts the schools of a view, which come by name, in the order of its query. The error is [ErrNotFound] for the gap of a component that is not there.
func (v *OwnerView) order() error {
	value, err := orderOf(v.Query.Sort, v.Components)
	if err != nil || value == nil {
		return err
	}
	slices.SortStableFunc(v.Schools, func(a, b OwnerSchool) int { return cmp.Compare(value(a), value(b)) })
	return nil
}

// last is after every figure.
var last = math.Inf(1)

// orderOf is what schools are ordered by, ascending; nil for their names.
func orderOf(sort string, components []ComponentHead) (func(OwnerSchool) float64, error) {
	switch sort {
	case "":
		return nil, nil
	case OrderByStage:
		return stageOf, nil
	case OrderByResponse:
		return responseOf, nil
	case OrderByOverall:
		return overallOf, nil
	}
	key := programme.ComponentKey(strings.TrimPrefix(sort, orderByGap))
	at := slices.IndexFunc(components, func(c ComponentHead) bool { return c.Key == key })
	if at < 0 {
		return nil, notFound("component " + string(key))
	}
	return func(s OwnerSchool) float64 {
		if s.Now == nil || s.Rows[at].Gap == nil {
			return last
		}
		return -s.Rows[at].Gap.Value
	}, nil
}

func stageOf(s OwnerSchool) float64 {
	if s.Now == nil {
		return last
	}
	return float64(programme.Builtin().PhaseIndex(s.Now.Phase.Key))
}

func responseOf(s OwnerSchool) float64 {
	if s.Now == nil {
		return last
	}
	if rate, ok := s.Now.Rate(); ok {
		return math.Round(100 * rate)
	}
	return last
}

func overallOf(s OwnerSchool) float64 {
	if s.Overall == nil {
		return last
	}
	if e, ok := s.Overall.Shown(); ok && e.Limit != CountOnly {
		return e.Mean
	}
	return last
}
