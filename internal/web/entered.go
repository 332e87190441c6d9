package web

import (
	"errors"
	"net/url"
	"strings"

	"tilstand/internal/accounts"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// entered is a form as it was filled in: its values, and what must be corrected, each beside its field. Forms are shown
// again with everything that was typed still there.
type entered struct {
	values   url.Values
	problems map[string]string // field → key of a text
	order    []string          // names of the fields, as they stand on the page
	labels   map[string]string // field → what the page calls it
}

// entering begins a form with what was sent or is suggested.
func entering(values url.Values) *entered {
	return &entered{values: values, problems: map[string]string{}, labels: map[string]string{}}
}

// call says what the page calls a field; fields are called in the order in which they stand there.
func (e *entered) call(name, label string) {
	e.order = append(e.order, name)
	e.labels[name] = label
}

// Summary lists the problems in the order of the page, for the top of it.
func (e *entered) Summary() []formProblem {
	var found []formProblem
	for _, name := range e.order {
		if e.problems[name] != "" {
			found = append(found, formProblem{Href: "#f-" + name, Text: e.labels[name], Key: e.problems[name]})
		}
	}
	return found
}

// Value is what stands in a field.
func (e *entered) Value(name string) string { return e.values.Get(name) }

// Problem is the key of a field's problem; empty when there is none.
func (e *entered) Problem(name string) string { return e.problems[name] }

// refuse notes a problem; the first of a field stays.
func (e *entered) refuse(field, code string) {
	if e.problems[field] == "" {
		e.problems[field] = problemKey(code)
	}
}

// rename moves a problem from what the store calls a field to what the page calls it.
func (e *entered) rename(from, to string) {
	if key := e.problems[from]; key != "" {
		e.problems[to] = key
		delete(e.problems, from)
	}
}

// ok says that nothing must be corrected.
func (e *entered) ok() bool { return len(e.problems) == 0 }

// take notes the problems that a store has found, and returns every other error as it is. Fields are called what the store calls them.
func (e *entered) take(err error) error {
	if invalid, ok := errors.AsType[*programme.Invalid](err); ok {
		for _, p := range invalid.Problems {
			e.refuse(p.Field, p.Code)
		}
		return nil
	}
	if invalid, ok := errors.AsType[*accounts.Invalid](err); ok {
		for _, p := range invalid.Problems {
			e.refuse(p.Field, p.Code)
		}
		return nil
	}
	if invalid, ok := errors.AsType[*surveys.Invalid](err); ok {
		for _, p := range invalid.Problems {
			e.refuse(p.Field, p.Code)
		}
		return nil
	}
	return err
}

// problemKeys are the words for what a store found wrong.
var problemKeys = map[string]string{
	"address_taken":   "account.problem.address_taken",
	"code":            "account.problem.code",
	"color":           "brand.problem.color",
	"color_pale":      "brand.problem.color_pale",
	"logo_broken":     "brand.problem.logo_broken",
	"logo_kind":       "brand.problem.logo_kind",
	"logo_large":      "brand.problem.logo_large",
	"logo_pale":       "brand.problem.logo_pale",
	"logo_pixels":     "brand.problem.logo_pixels",
	"logo_shape":      "brand.problem.logo_shape",
	"logo_small":      "brand.problem.logo_small",
	"logo_svg":        "brand.problem.logo_svg",
	"email":           "account.problem.email",
	"last_operator":   "account.problem.last_operator",
	"guessable":       "account.problem.guessable",
	"token_taken":     "tokens.problem.taken",
	"name_long":       "account.problem.name_long",
	"passkey":         "account.problem.passkey",
	"password_long":   "account.problem.password_long",
	"too_short":       "account.problem.too_short",
	"wrong":           "account.problem.wrong",
	"ahead":           "import.problem.ahead",
	"already_open":    "wave.problem.open",
	"answered":        "wave.problem.answered",
	"unsafe":          "wave.problem.unsafe",
	"characters":      "wave.problem.format",
	"check_digit":     "wave.problem.orgnr",
	"closed":          "register.problem.closed",
	"day":             "register.problem.day",
	"future":          "register.problem.future",
	"itself":          "register.problem.itself",
	"merged":          "register.problem.merged",
	"no_school":       "register.problem.no_school",
	"no_schools":      "register.problem.no_schools",
	"owner_kind":      "register.problem.owner_kind",
	"written_form":    "register.problem.written_form",
	"course_long":     "course.problem.long",
	"link":            "course.problem.link",
	"no_semester":     "course.problem.no_semester",
	"not_newer":       "course.problem.not_newer",
	"outside":         "course.problem.outside",
	"many_priorities": "closing.problem.many",
	"priority_twice":  "closing.problem.twice",
	"text_long":       "closing.problem.long",
	"hope_number":     "closing.problem.hope",
	"hope_range":      "closing.problem.hope",
	"choice":          "wave.problem.unknown",
	"date":            "wave.problem.date",
	"decimals":        "wave.problem.decimals",
	"evidence_empty":  "groupwork.problem.empty",
	"evidence_file":   "groupwork.problem.file",
	"evidence_range":  "groupwork.problem.range",
	"evidence_score":  "groupwork.problem.score",
	"evidence_year":   "groupwork.problem.year",
	"digits":          "wave.problem.digits",
	"fewer_than_rows": "import.problem.fewer_than_rows",
	"file_again":      "import.problem.file_again",
	"file_broken":     "import.problem.file_broken",
	"file_missing":    "library.problem.file_missing",
	"form_kind":       "library.problem.form_kind",
	"form_large":      "library.problem.form_large",
	"undeclared":      "library.problem.undeclared",
	"file_empty":      "import.problem.file_empty",
	"file_kind":       "import.problem.file_kind",
	"file_large":      "import.problem.file_large",
	"file_old":        "import.problem.file_old",
	"length":          "wave.problem.format",
	"level":           "wave.problem.level",
	"missing":         "wave.problem.missing",
	"few_options":     "local.problem.few_options",
	"incomplete":      "local.problem.incomplete",
	"local_gone":      "local.problem.gone",
	"many_items":      "local.full",
	"many_options":    "local.problem.many_options",
	"no_room":         "local.problem.no_room",
	"too_long_text":   "local.problem.too_long",
	"twice":           "local.problem.twice",
	"unreadable":      "local.problem.unreadable",
	"local_too_many":  "local.problem.wave",
	"not_asked":       "wave.problem.not_asked",
	"not_in_phase":    "wave.problem.unknown",
	"confirmed":       "round.problem.confirmed",
	"gone":            "round.problem.gone",
	"not_understood":  "quality.problem.understood",
	"reference_name":  "quality.problem.name",
	"in_use":          "slips.problem.in_use",
	"not_in_round":    "round.problem.not_in_round",
	"one_person":      "wave.problem.one_person",
	"number":          "wave.problem.number",
	"order":           "wave.problem.order",
	"overlaps":        "import.problem.overlaps",
	"past":            "wave.problem.past",
	"range":           "wave.problem.range",
	"before_closing":  "share.problem.before_closing",
	"too_late":        "share.problem.too_late",
	"link_end":        "viewer.problem.end",
	"link_empty":      "viewer.problem.empty",
	"retired":         "wave.problem.retired",
	"same":            "wave.problem.same",
	"shut":            "wave.problem.shut",
	"sure":            "wave.problem.sure",
	"staff_only":      "import.problem.staff_only",
	"taken":           "wave.problem.taken",
	"too_long":        "wave.problem.too_long",
	"unknown":         "wave.problem.unknown",
}

func problemKey(code string) string {
	if key, ok := problemKeys[code]; ok {
		return key
	}
	return "wave.problem.other"
}

// inputField is templates/parts/input.html.
type inputField struct {
	ID, Name, Value, Label, Help, Problem string // Label, Help and Problem are keys
	LabelText                             string // instead of Label, for names that come from data
	Type, Mode                            string
	Complete                              string // what a browser may fill in
	Size                                  int    // in characters; 0 is as wide as the form
}

// Field is an input of the form; templates call it. The help is a key too, and may be empty.
func (e *entered) Field(kind, name, label, help string) inputField {
	f := inputField{ID: "f-" + name, Name: name, Value: e.Value(name), Label: label, Help: help, Problem: e.Problem(name), Type: kind}
	switch kind {
	case "color_code":
		f.Type, f.Size = "text", 9
	case "digits":
		f.Type, f.Mode, f.Size = "text", "numeric", 12
	case "count":
		f.Type, f.Mode, f.Size = "text", "numeric", 5
	case "level":
		f.Type, f.Mode, f.Size = "text", "decimal", 4
	}
	return f
}

// Area is a field for a text of several lines, that many high: templates/parts/closing.html.
func (e *entered) Area(name, label, help string, lines int) inputField {
	return inputField{ID: "f-" + name, Name: name, Value: e.Value(name), Label: label, Help: help, Problem: e.Problem(name), Size: lines}
}

// Secret is a field for a password; what was typed is not shown again. The browser fills in "current-password" or suggests a "new-password".
func (e *entered) Secret(name, label, help, complete string) inputField {
	return inputField{ID: "f-" + name, Name: name, Label: label, Help: help, Problem: e.Problem(name), Complete: complete}
}

// Named is a Field whose label comes from data.
func (e *entered) Named(kind, name, label string) inputField {
	f := e.Field(kind, name, "", "")
	f.LabelText = label
	return f
}

// choiceField is a set of radio buttons: templates/parts/input.html.
type choiceField struct {
	Name, Label, Help, Problem string // but for Name, keys
	Options                    []option
}

// Choice is a set of radio buttons; add its options with [choiceField.with].
func (e *entered) Choice(name, label, help string) choiceField {
	return choiceField{Name: name, Label: label, Help: help, Problem: e.Problem(name)}
}

// with adds an option, checked when it is the field's value.
func (c choiceField) with(e *entered, value, label string) choiceField {
	id := "f-" + c.Name + "-" + strings.ReplaceAll(value, "/", "-")
	if len(c.Options) == 0 {
		id = "f-" + c.Name // where a link from the summary leads
	}
	c.Options = append(c.Options, option{ID: id, Value: value, Label: label, Checked: e.Value(c.Name) == value})
	return c
}
