package analytics

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Query says which view is wanted. It is comparable and has one canonical text: the address of a page, the key of a
// cache, the name of a golden file, the line on a report's cover. Empty fields ask for nothing in particular.
//
// There is no way to combine groups, or to exclude a school: every figure a query can ask for was fixed when the wave
// was released.
type Query struct {
	School    string                 // organisation number
	Owner     string                 // organisation number
	Wave      surveys.WaveID         // the wave that is "now"; empty is the latest released one
	Before    surveys.WaveID         // of a comparison: the wave that now is held against; empty is the one before it
	Kind      surveys.InstrumentKind // empty is the state survey
	Audience  surveys.Audience       // of an item: empty is staff
	Component programme.ComponentKey
	Construct string // key of a construct, to find its items
	Item      surveys.ItemID
	Group     string // key of a staff group; empty is the whole school
	Align     string // how an owner's schools are lined up: the key of an [Alignment]; empty is by their latest waves
	Sort      string // the order of an owner's schools: [OrderByStage] and its like, or [OrderByGap]; empty is by name
	By        string // the columns of an owner's development: "semester"; empty is by stage of the course
	Beside    string // organisation numbers of an owner's schools to lay beside each other, joined by dots
}

// ErrQuery is wrapped by every error of [ParseQuery].
var ErrQuery = errors.New("not a valid query")

// token is what a key or id can look like: the alphabets of all of ours, and nothing that means something in an address or on a page.
var token = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$`)

var orgnr = regexp.MustCompile(`^[0-9]{9}$`)

// ParseQuery reads a query from the values of an address: school, owner, wave, kind, audience, component, item, group
// and so on, by the names of the fields in small letters.
// Empty values and other names are passed over, so that an address can carry a language too. A name given twice is refused:
// there would be two queries to choose from.
func ParseQuery(values url.Values) (Query, error) {
	var q Query
	for _, f := range q.fields() {
		given := values[f.name]
		if len(given) > 1 {
			return Query{}, fmt.Errorf("%w: %s is given %d times; give it once", ErrQuery, f.name, len(given))
		}
		if len(given) == 0 || given[0] == "" {
			continue
		}
		if !f.allowed.MatchString(given[0]) {
			return Query{}, fmt.Errorf("%w: %s is %q; it should look like %s", ErrQuery, f.name, given[0], f.example)
		}
		f.set(given[0])
	}
	if q.School != "" && q.Owner != "" {
		return Query{}, fmt.Errorf("%w: it names both a school and an owner; choose one", ErrQuery)
	}
	return q, nil
}

// String is the canonical text: the fields that are set, in a fixed order, fit for the query part of an address.
// ParseQuery reads it back to the same query.
func (q Query) String() string {
	text := ""
	for _, f := range q.fields() {
		if v := f.get(); v != "" {
			if text != "" {
				text += "&"
			}
			text += f.name + "=" + url.QueryEscape(v)
		}
	}
	return text
}

// MarshalText writes [Query.String], so that a view's document says what it answers.
func (q Query) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (q *Query) UnmarshalText(text []byte) error {
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	*q, err = ParseQuery(values)
	return err
}

// queryField is a field of a query as a name and value in an address.
type queryField struct {
	name    string
	allowed *regexp.Regexp
	example string
	get     func() string
	set     func(string)
}

var alignments = regexp.MustCompile(`^(latest|stage\.[a-z0-9]{1,20}|semester\.[0-9]{4}-[12])$`)

var orders = regexp.MustCompile(`^(stage|response|overall|gap\.[a-z][a-z0-9_]{0,39})$`)

var columns = regexp.MustCompile(`^semester$`)

// besides are [MaxBeside] schools at most.
var besides = regexp.MustCompile(`^[0-9]{9}(\.[0-9]{9}){0,3}$`)

var audiences = regexp.MustCompile(`^(parents|pupils)$`)

var kinds = regexp.MustCompile(`^(state|mapping)$`)

// fields lists the fields in canonical order.
func (q *Query) fields() []queryField {
	return []queryField{
		field("school", &q.School, orgnr, "974600951"),
		field("owner", &q.Owner, orgnr, "974600951"),
		field("wave", &q.Wave, token, "the id in the address of a results page"),
		field("before", &q.Before, token, "the id in the address of a results page"),
		field("kind", &q.Kind, kinds, "state or mapping"),
		field("audience", &q.Audience, audiences, "parents or pupils"),
		field("component", &q.Component, token, "promote"),
		field("construct", &q.Construct, token, "GRI"),
		field("item", &q.Item, token, "the id of an item"),
		field("group", &q.Group, token, "teachers"),
		field("align", &q.Align, alignments, "latest, stage.b or semester.2026-2"),
		field("sort", &q.Sort, orders, "stage, response, overall or gap.promote"),
		field("by", &q.By, columns, "semester"),
		field("beside", &q.Beside, besides, "974600951.974600952"),
	}
}

func field[T ~string](name string, at *T, allowed *regexp.Regexp, example string) queryField {
	return queryField{name, allowed, example, func() string { return string(*at) }, func(s string) { *at = T(s) }}
}
