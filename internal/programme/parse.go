package programme

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed templates/skolemiljo.v*.json
var builtinFiles embed.FS

//go:embed templates/template.schema.json
var schemaJSON []byte

// Builtin returns the newest version of the programme that is part of the binary: the course on school environment and violations, with the
// phases preparation, A, B and C. Runs that begin now, and waves that are opened now, name it.
func Builtin() *Template {
	versions := builtins()
	return versions[len(versions)-1]
}

// builtins are all versions of the programme, the oldest first: a run keeps the one it began with, and a wave the one that it was opened with.
var builtins = sync.OnceValue(func() []*Template {
	var versions []*Template
	for version := 1; ; version++ {
		document, err := builtinFiles.ReadFile(fmt.Sprintf("templates/skolemiljo.v%d.json", version))
		if err != nil {
			return versions
		}
		t, err := ParseTemplate(document)
		if err != nil {
			panic(fmt.Sprintf("programme: built-in template, version %d: %v", version, err))
		}
		versions = append(versions, t)
	}
})

// Lookup returns the version of a programme that a wave or a run names. It returns [ErrNotFound] for one that this
// binary does not carry.
func Lookup(key string, version int) (*Template, error) {
	for _, t := range builtins() {
		if t.Key == key && t.Version == version {
			return t, nil
		}
	}
	return nil, fmt.Errorf("programme %s version %d: %w", key, version, ErrNotFound)
}

// ParseTemplate reads a template and checks it against its JSON Schema and against itself. The error is an *[Invalid]
// with every fault: its fields are JSON pointers into the document.
func ParseTemplate(document []byte) (*Template, error) {
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, invalid(Problem{Code: "json", Detail: err.Error()})
	}
	if err := schemaOfTemplates().Validate(instance); err != nil {
		return nil, schemaFaults(err)
	}
	t := new(Template)
	if err := json.Unmarshal(document, t); err != nil {
		return nil, invalid(Problem{Code: "json", Detail: err.Error()})
	}
	if err := invalid(t.faults()...); err != nil {
		return nil, err
	}
	return t, nil
}

var schemaOfTemplates = sync.OnceValue(func() *jsonschema.Schema {
	const url = "urn:tilstand:programme-template:1"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		panic(fmt.Sprintf("programme: schema of templates: %v", err))
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, document); err != nil {
		panic(fmt.Sprintf("programme: schema of templates: %v", err))
	}
	return compiler.MustCompile(url)
})

// schemaFaults lists the leaves of a validation error. The nodes above them only say that something below is wrong.
func schemaFaults(err error) error {
	root, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return err
	}
	english := message.NewPrinter(language.English)
	var problems []Problem
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			problems = append(problems, Problem{pointer(e.InstanceLocation...), "schema", e.ErrorKind.LocalizedString(english)})
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(root)
	return invalid(problems...)
}

// faults are what a schema cannot see: keys that occur twice, phases that do not exist, and what is wrong within the course.
func (t *Template) faults() []Problem {
	var faults []Problem
	phases := map[PhaseKey]bool{}
	for i, p := range t.Phases {
		faults = append(faults, duplicate(phases, p.Key, "phases", i)...)
	}
	components, indicators := map[ComponentKey]bool{}, map[IndicatorKey]bool{}
	for i, c := range t.Components {
		for j, indicator := range c.Indicators {
			if indicators[indicator.Key] {
				at := pointer("components", fmt.Sprint(i), "indicators", fmt.Sprint(j), "key")
				faults = append(faults, Problem{at, "duplicate", fmt.Sprintf("the key %q stands twice", indicator.Key)})
			}
			indicators[indicator.Key] = true
		}
		faults = append(faults, duplicate(components, c.Key, "components", i)...)
		for phase := range c.Levels {
			faults = append(faults, unknownPhase(phases, phase, "components", fmt.Sprint(i), "levels", string(phase))...)
		}
	}
	groups := map[string]bool{}
	for i, g := range t.StaffGroups {
		faults = append(faults, duplicate(groups, g.Key, "staff_groups", i)...)
	}
	for _, audience := range slices.Sorted(maps.Keys(t.Others)) {
		for i, g := range t.Others[audience] {
			faults = append(faults, duplicate(groups, g.Key, "groups/"+audience, i)...)
		}
	}
	for key, asked := range t.Instruments {
		for i, phase := range asked {
			faults = append(faults, unknownPhase(phases, phase, "instruments", key, fmt.Sprint(i))...)
		}
	}
	return append(faults, t.courseFaults(components)...)
}

// duplicate reports a key that was seen before, and remembers it.
func duplicate[K ~string](seen map[K]bool, key K, list string, i int) []Problem {
	if seen[key] {
		return []Problem{{pointer(list, fmt.Sprint(i), "key"), "duplicate", fmt.Sprintf("the key %q stands twice", key)}}
	}
	seen[key] = true
	return nil
}

func unknownPhase(known map[PhaseKey]bool, phase PhaseKey, at ...string) []Problem {
	if known[phase] {
		return nil
	}
	return []Problem{{pointer(at...), "unknown", fmt.Sprintf("there is no phase %q", phase)}}
}

// pointer writes a JSON pointer (RFC 6901).
func pointer(tokens ...string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return b.String()
}
