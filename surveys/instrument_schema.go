package surveys

import (
	"bytes"
	_ "embed" // the schema is part of the program
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed instruments/instrument.schema.json
var instrumentSchemaJSON []byte

const instrumentSchemaURL = "urn:tilstand:instrument:1"

// InstrumentSchema returns the published JSON Schema (draft 2020-12) of the instrument format.
func InstrumentSchema() []byte {
	return bytes.Clone(instrumentSchemaJSON)
}

// instrumentSchema is the schema twice: compiled, and as plain JSON, whose descriptions tell the way out of a fault. One text serves the author
// who reads the schema, the editor that shows it while typing, and the fault afterwards.
type instrumentSchema struct {
	compiled *jsonschema.Schema
	plain    any
}

var loadInstrumentSchema = sync.OnceValue(func() instrumentSchema {
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(instrumentSchemaJSON))
	if err != nil {
		panic(fmt.Sprintf("surveys: instrument schema: %v", err))
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(instrumentSchemaURL, plain); err != nil {
		panic(fmt.Sprintf("surveys: instrument schema: %v", err))
	}
	return instrumentSchema{compiler.MustCompile(instrumentSchemaURL), plain}
})

// check adds what the schema has against a value.
func (s instrumentSchema) check(value any, faults *faultList) {
	err := s.compiled.Validate(value)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		s.addLeaves(invalid, faults)
	}
}

// addLeaves adds the innermost causes; what is around them only says that something inside failed.
func (s instrumentSchema) addLeaves(invalid *jsonschema.ValidationError, faults *faultList) {
	for _, cause := range invalid.Causes {
		s.addLeaves(cause, faults)
	}
	if len(invalid.Causes) == 0 {
		s.addLeaf(invalid, faults)
	}
}

func (s instrumentSchema) addLeaf(invalid *jsonschema.ValidationError, faults *faultList) {
	path := instancePath(invalid)
	switch k := invalid.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			faults.tell(pointer(path, name), "instrument.missing", "%q is missing. %s", name, s.description(invalid.SchemaURL, "properties", name))
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			faults.tell(pointer(path, name), "instrument.unknown_name", "%q is not a name for anything here. %s", shorten(name), s.names(invalid.SchemaURL))
		}
	default:
		faults.tell(path, "instrument.value", "%s. %s", s.complaint(k), s.description(invalid.SchemaURL))
	}
}

// complaint says what is wrong with a value in words rather than in the terms of JSON Schema.
func (s instrumentSchema) complaint(k jsonschema.ErrorKind) phrase {
	switch k := k.(type) {
	case *kind.Type:
		return say("instrument.value_type", "%s stands where %s is expected", typeName(k.Got), typeName(k.Want[0]))
	case *kind.Pattern:
		return say("instrument.value_pattern", "%q is not allowed here", shorten(k.Got))
	case *kind.Enum:
		return say("instrument.value_enum", "%q is not one of the possible values", shorten(fmt.Sprint(k.Got)))
	case *kind.Const:
		return say("instrument.value_const", "%s stands where %s is expected", shorten(fmt.Sprint(k.Got)), fmt.Sprint(k.Want))
	case *kind.Minimum:
		return say("instrument.value_below", "%s is below %s", k.Got.RatString(), k.Want.RatString())
	case *kind.Maximum:
		return say("instrument.value_above", "%s is above %s", k.Got.RatString(), k.Want.RatString())
	case *kind.MinItems:
		return say("instrument.value_few", "%d given, at least %d needed", k.Got, k.Want)
	case *kind.MaxItems:
		return say("instrument.value_many", "%d given, at most %d allowed", k.Got, k.Want)
	case *kind.MinProperties:
		return say("instrument.value_few", "%d given, at least %d needed", k.Got, k.Want)
	case *kind.MaxProperties:
		return say("instrument.value_many", "%d given, at most %d allowed", k.Got, k.Want)
	case *kind.MaxLength:
		return say("instrument.value_long", "%d characters given, at most %d allowed", k.Got, k.Want)
	case *kind.UniqueItems:
		return say("instrument.value_twice", "entries %d and %d are the same", k.Duplicates[0]+1, k.Duplicates[1]+1)
	default:
		return say("instrument.value_other", "%s", k.LocalizedString(message.NewPrinter(language.English)))
	}
}

// typeName is what a type of JSON is called.
func typeName(name string) phrase {
	return phrase{typeNames[name], sentence("instrument.type_"+name, nil)}
}

var typeNames = map[string]string{
	"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number",
	"boolean": "true or false", "null": "null",
}

// description is that of the schema's part at url, further down by tokens, or of the closest part around it that has one.
func (s instrumentSchema) description(url string, tokens ...string) phrase {
	found, at := phrase{}, schemaPart{value: s.plain}
	for _, token := range append(schemaTokens(url), tokens...) {
		if way := at.way(); way.english != "" {
			found = way
		}
		at = s.step(at, token)
	}
	if way := at.way(); way.english != "" {
		found = way
	}
	return found
}

// A schemaPart is a part of the schema and the tokens that lead there.
type schemaPart struct {
	value  any
	tokens []string
}

// way is the description of a part: the way out of a fault. Its words are found under its place: "#/properties/minutes" under
// instrument.way.root_minutes, "#/$defs/item/properties/id" under instrument.way.item_id.
func (p schemaPart) way() phrase {
	english := describe(p.value)
	if english == "" {
		return phrase{}
	}
	name := "root"
	for i, token := range p.tokens {
		if i == 1 && p.tokens[0] == "$defs" {
			name = token
		} else if token != "properties" && token != "$defs" {
			name += "_" + token
		}
	}
	return phrase{english, sentence("instrument.way."+strings.NewReplacer("-", "", "$", "").Replace(name), nil)}
}

// step goes down one token. Where it leads to a bare reference, the target is what has a description.
func (s instrumentSchema) step(part schemaPart, token string) schemaPart {
	object, _ := part.value.(map[string]any)
	next := object[token]
	if inner, ok := next.(map[string]any); ok && describe(inner) == "" {
		if ref, ok := inner["$ref"].(string); ok && len(inner) == 1 {
			return s.target(ref)
		}
	}
	return schemaPart{next, append(slices.Clone(part.tokens), token)}
}

// target is the definition that a reference of this schema names; all have the form #/$defs/name.
func (s instrumentSchema) target(ref string) schemaPart {
	name := strings.TrimPrefix(ref, "#/$defs/")
	definitions, _ := s.plain.(map[string]any)["$defs"].(map[string]any)
	return schemaPart{definitions[name], []string{"$defs", name}}
}

// names says what the members of the object at url may be called: by its description where the author chooses
// the names, else by listing them.
func (s instrumentSchema) names(url string) phrase {
	part := schemaPart{value: s.plain}
	for _, token := range schemaTokens(url) {
		part = s.step(part, token)
	}
	object, _ := part.value.(map[string]any)
	if _, free := object["patternProperties"]; free {
		return part.way()
	}
	properties, _ := object["properties"].(map[string]any)
	return say("instrument.possible", "Possible are %s; check the spelling, or take it out.", quotedList(sortedKeys(properties), itself))
}

func describe(part any) string {
	object, _ := part.(map[string]any)
	description, _ := object["description"].(string)
	return description
}

// schemaTokens are the reference tokens of a schema location such as urn:…#/$defs/item.
func schemaTokens(url string) []string {
	_, fragment, _ := strings.Cut(url, "#/")
	if fragment == "" {
		return nil
	}
	return strings.Split(fragment, "/")
}

func instancePath(invalid *jsonschema.ValidationError) string {
	path := ""
	for _, token := range invalid.InstanceLocation {
		path = pointer(path, token)
	}
	return path
}
