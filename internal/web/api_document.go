package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"tilstand/analytics"
	"tilstand/surveys"
)

// openAPIBase describes the pages for programs (OpenAPI 3.1). It is written by hand; tests hold it to the table of routes and to real answers.
//
//go:embed api/openapi.json
var openAPIBase []byte

// openAPIDocument is the description with the schemas of the documents in it, but for the address of the service.
var openAPIDocument = sync.OnceValue(func() map[string]any {
	document := mustParse(openAPIBase)
	schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
	for name, schema := range map[string][]byte{
		"Release": []byte(analytics.ReleaseSchema), "Edition": []byte(analytics.EditionSchema), "Instrument": surveys.InstrumentSchema(),
	} {
		schemas[name] = housed(mustParse(schema), "#/components/schemas/"+name)
	}
	return document
})

func mustParse(text []byte) (parsed map[string]any) {
	if err := json.Unmarshal(text, &parsed); err != nil {
		panic(fmt.Sprintf("web: a document of the program itself: %v", err))
	}
	return parsed
}

// housed is a schema that has moved into another document: references into itself lead to where it is now. It gives up its own id, because many
// programs that read OpenAPI do not follow references below one.
func housed(schema map[string]any, at string) any {
	delete(schema, "$id")
	delete(schema, "$schema")
	return moved(schema, at)
}

func moved(value any, at string) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if path, ok := inner.(string); ok && key == "$ref" && strings.HasPrefix(path, "#/") {
				value[key] = at + path[1:]
				continue
			}
			value[key] = moved(inner, at)
		}
	case []any:
		for i, inner := range value {
			value[i] = moved(inner, at)
		}
	}
	return value
}

// openAPI serves the description. It is the same for everybody, and holds nothing secret.
func (s *Server) openAPI(context.Context, *request) (reply, error) {
	document := map[string]any{"servers": []any{map[string]any{"url": s.base.String()}}}
	for key, value := range openAPIDocument() {
		document[key] = value
	}
	return answerProgram(document), nil
}
