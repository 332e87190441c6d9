package web

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described compiles the schema at a place in the description.
var described = func() func(t *testing.T, at string) *jsonschema.Schema {
	var mu sync.Mutex
	compiled := map[string]*jsonschema.Schema{}
	return func(t *testing.T, at string) *jsonschema.Schema {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if compiled[at] == nil {
			c := jsonschema.NewCompiler()
			if err := c.AddResource("urn:api", apiDescription(t)); err != nil {
				t.Fatal(err)
			}
			schema, err := c.Compile("urn:api#" + at)
			if err != nil {
				t.Fatal(err)
			}
			compiled[at] = schema
		}
		return compiled[at]
	}
}()

// apiDescription is the description as the checker of schemas wants it.
func apiDescription(t *testing.T) any {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(jsonOf(t, openAPIDocument())))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// partAt follows names into a document.
func partAt(document any, names ...string) any {
	for _, name := range names {
		inner, _ := document.(map[string]any)
		document = inner[name]
	}
	return document
}

// pathsOf are the addresses of the description, by the pattern of their route.
func pathsOf(t *testing.T) map[string]any {
	t.Helper()
	found := map[string]any{}
	for path, item := range partAt(apiDescription(t), "paths").(map[string]any) {
		found[regexp.MustCompile(`\{(\w+)\}`).ReplaceAllString(path, ":$1")] = item
	}
	return found
}

// documented holds an answer to what the description says of its address and status.
func (s *site) documented(path string, a answered) {
	s.t.Helper()
	path, _, _ = strings.Cut(path, "?")
	kind := "application/json"
	var operation any
	for pattern, item := range pathsOf(s.t) {
		if strings.Count(pattern, "/") != strings.Count(path, "/") {
			continue
		}
		if _, ok := match(strings.Split(pattern, "/"), strings.Split(path, "/")); ok {
			operation = partAt(item, "get")
		}
	}
	responses, _ := partAt(operation, "responses").(map[string]any)
	response, ok := responses[strconv.Itoa(a.status)]
	if !ok {
		s.t.Errorf("%s: that it answers %d is not documented", path, a.status)
		return
	}
	if ref, ok := partAt(response, "$ref").(string); ok {
		response = partAt(apiDescription(s.t), strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	for name := range headersOf(response) {
		if a.header.Get(name) == "" {
			s.t.Errorf("%s: %d without %s", path, a.status, name)
		}
	}
	if a.status == 304 {
		return
	}
	if a.status >= 400 {
		kind = "application/problem+json"
	}
	given, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	if content, _ := partAt(response, "content").(map[string]any); a.status < 300 && content[kind] == nil && content[given] != nil {
		return // a file, of which nothing but its kind is documented here
	}
	ref, _ := partAt(response, "content", kind, "schema", "$ref").(string)
	if ref == "" || given != kind {
		s.t.Errorf("%s: %d comes as %s", path, a.status, given)
		return
	}
	answer, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err == nil {
		err = described(s.t, strings.TrimPrefix(ref, "#")).Validate(answer)
	}
	if err != nil {
		s.t.Errorf("%s: %v", path, err)
	}
}

func headersOf(response any) map[string]any {
	headers, _ := partAt(response, "headers").(map[string]any)
	return headers
}

// Every address for programs is described, and nothing else; with the parameters that its pattern has.
func TestTheDescriptionIsOfTheRoutes(t *testing.T) {
	t.Parallel()
	paths, named := pathsOf(t), regexp.MustCompile(`:(\w+)`)
	for _, rt := range newSite(t).table {
		if below := strings.HasPrefix(rt.pattern, apiPath); below != rt.access.forPrograms() && rt.pattern != apiPath+"openapi.json" {
			t.Errorf("%s is for %s", rt, rt.access.who)
		}
		if !strings.HasPrefix(rt.pattern, apiPath) {
			continue
		}
		item, _ := paths[rt.pattern].(map[string]any)
		if len(item) != 1 || item["get"] == nil || rt.method != GET {
			t.Errorf("%s is not described, or with other methods", rt)
			continue
		}
		delete(paths, rt.pattern)
		var given, wanted []string
		parameters, _ := partAt(item, "get", "parameters").([]any)
		for _, p := range parameters {
			if ref, ok := partAt(p, "$ref").(string); ok {
				p = partAt(apiDescription(t), strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
			}
			if partAt(p, "in") == "path" {
				given = append(given, partAt(p, "name").(string))
			}
		}
		for _, found := range named.FindAllStringSubmatch(rt.pattern, -1) {
			wanted = append(wanted, found[1])
		}
		if !slices.Equal(given, wanted) {
			t.Errorf("%s has the parameters %q, described are %q", rt, wanted, given)
		}
		open := rt.access.who == public.who
		if security, ok := partAt(item, "get", "security").([]any); (ok && len(security) == 0) != open {
			t.Errorf("%s: that it needs a token is %t", rt, !open)
		}
	}
	for path := range paths {
		t.Errorf("%s is described, and is no address", path)
	}
}

// The description is one: testdata/openapi-3.1.schema.json is the schema that the OpenAPI Initiative publishes for version 3.1, under the Apache License 2.0.
func TestTheDescriptionIsOpenAPI(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:openapi", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("urn:openapi")
	if err != nil {
		t.Fatal(err)
	}
	a := newSite(t).get(apiPath + "openapi.json")
	served, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err != nil || a.status != 200 {
		t.Fatal(a.status, err)
	}
	if err := compiled.Validate(served); err != nil {
		t.Error(err)
	}
	if partAt(served, "servers").([]any)[0].(map[string]any)["url"] != "https://tilstand.example.no" {
		t.Error("it does not say where the service is")
	}
	served.(map[string]any)["paths"].(map[string]any)["/api/v1/owner"].(map[string]any)["get"].(map[string]any)["responses"] = "none"
	if compiled.Validate(served) == nil {
		t.Error("the schema finds nothing wrong with a description that is none")
	}
}

// The examples hold to what they are examples of, and every document has one.
func TestExamplesHoldToTheirSchemas(t *testing.T) {
	t.Parallel()
	document := apiDescription(t)
	examples, _ := partAt(document, "components", "examples").(map[string]any)
	used := map[string]bool{}
	for path, item := range pathsOf(t) {
		ref, _ := partAt(item, "get", "responses", "200", "content", "application/json", "examples", "demo", "$ref").(string)
		name := strings.TrimPrefix(ref, "#/components/examples/")
		if path == apiPath+"openapi.json" || strings.HasSuffix(path, "/:form") { // files
			continue
		}
		used[name] = true
		if examples[name] == nil {
			t.Errorf("%s has no example", path)
		} else if err := described(t, "/components/schemas/"+name).Validate(partAt(examples[name], "value")); err != nil {
			t.Errorf("the example of %s: %v", name, err)
		}
	}
	if len(used) != len(examples) {
		t.Errorf("%d examples, %d are used", len(examples), len(used))
	}
}
