package surveys

import (
	"bytes"
	_ "embed" // the schema is part of the program
	"errors"
	"fmt"
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
			faults.add(pointer(path, name), "%q is missing. %s", name, s.description(invalid.SchemaURL, "properties", name))
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			faults.add(pointer(path, name), "%q is not a name for anything here. %s", shorten(name), s.names(invalid.SchemaURL))
		}
	default:
		faults.add(path, "%s. %s", s.complaint(k), s.description(invalid.SchemaURL))
	}
}

// complaint says what is wrong with a value in words rather than in the terms of JSON Schema.
func (s instrumentSchema) complaint(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return fmt.Sprintf("%s stands where %s is expected", typeNames[k.Got], typeNames[k.Want[0]])
	case *kind.Pattern:
		return fmt.Sprintf("%q is not allowed here", shorten(k.Got))
	case *kind.Enum:
		return fmt.Sprintf("%q is not one of the possible values", shorten(fmt.Sprint(k.Got)))
	case *kind.Const:
		return fmt.Sprintf("%s stands where %v is expected", shorten(fmt.Sprint(k.Got)), k.Want)
	case *kind.Minimum:
		return fmt.Sprintf("%s is below %s", k.Got.RatString(), k.Want.RatString())
	case *kind.Maximum:
		return fmt.Sprintf("%s is above %s", k.Got.RatString(), k.Want.RatString())
	case *kind.MinItems:
		return fmt.Sprintf("%d given, at least %d needed", k.Got, k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("%d given, at most %d allowed", k.Got, k.Want)
	case *kind.MinProperties:
		return fmt.Sprintf("%d given, at least %d needed", k.Got, k.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("%d given, at most %d allowed", k.Got, k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("%d characters given, at most %d allowed", k.Got, k.Want)
	case *kind.UniqueItems:
		return fmt.Sprintf("entries %d and %d are the same", k.Duplicates[0]+1, k.Duplicates[1]+1)
	default:
		return k.LocalizedString(message.NewPrinter(language.English))
	}
}

var typeNames = map[string]string{
	"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number",
	"boolean": "true or false", "null": "null",
}

// description is that of the schema's part at url, further down by tokens, or of the closest part around it that has one.
func (s instrumentSchema) description(url string, tokens ...string) string {
	found, part := "", s.plain
	for _, token := range append(schemaTokens(url), tokens...) {
		if description := describe(part); description != "" {
			found = description
		}
		part = s.step(part, token)
	}
	if description := describe(part); description != "" {
		found = description
	}
	return found
}

// step goes down one token. Where it leads to a bare reference, the target is what has a description.
func (s instrumentSchema) step(part any, token string) any {
	object, _ := part.(map[string]any)
	next := object[token]
	if inner, ok := next.(map[string]any); ok && describe(inner) == "" {
		if ref, ok := inner["$ref"].(string); ok && len(inner) == 1 {
			return s.target(ref)
		}
	}
	return next
}

// target is the definition that a reference of this schema names; all have the form #/$defs/name.
func (s instrumentSchema) target(ref string) any {
	definitions, _ := s.plain.(map[string]any)["$defs"].(map[string]any)
	return definitions[strings.TrimPrefix(ref, "#/$defs/")]
}

// names says what the members of the object at url may be called: by its description where the author chooses
// the names, else by listing them.
func (s instrumentSchema) names(url string) string {
	part := s.plain
	for _, token := range schemaTokens(url) {
		part = s.step(part, token)
	}
	object, _ := part.(map[string]any)
	if _, free := object["patternProperties"]; free {
		return describe(part)
	}
	properties, _ := object["properties"].(map[string]any)
	return "Possible are " + quotedList(sortedKeys(properties), itself) + "; check the spelling, or take it out."
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
