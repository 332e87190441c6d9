package surveys_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A paper is an instrument document as generic JSON, to be made wrong in one place after another.
type paper map[string]any

// readPaper reads a built-in instrument, "tilstand.v1" or "kartlegging.v1", or "mixed.v1", which has everything that the format has.
func readPaper(t testing.TB, name string) paper {
	t.Helper()
	var p paper
	if err := json.Unmarshal(readInstrumentFile(t, name), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func readInstrumentFile(t testing.TB, name string) []byte {
	t.Helper()
	folder := "instruments/"
	if name == "mixed.v1" {
		folder = "testdata/"
	}
	data, err := os.ReadFile(folder + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// text is the paper as JSON.
func (p paper) text(t testing.TB) []byte {
	t.Helper()
	data, err := json.MarshalIndent(map[string]any(p), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// at returns the value at a JSON pointer.
func (p paper) at(pointer string) any {
	var value any = map[string]any(p)
	for _, token := range tokens(pointer) {
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			value = v[index(token)]
		}
	}
	return value
}

// set puts a value at a JSON pointer; an index one past the end of a list appends.
func (p paper) set(pointer string, value any) {
	cut := strings.LastIndexByte(pointer, '/')
	last := pointer[cut+1:]
	switch parent := p.at(pointer[:cut]).(type) {
	case map[string]any:
		parent[last] = value
	case []any:
		if i := index(last); i < len(parent) {
			parent[i] = value
		} else {
			p.set(pointer[:cut], append(parent, value))
		}
	}
}

// drop removes the value at a JSON pointer.
func (p paper) drop(pointer string) {
	cut := strings.LastIndexByte(pointer, '/')
	last := pointer[cut+1:]
	switch parent := p.at(pointer[:cut]).(type) {
	case map[string]any:
		delete(parent, last)
	case []any:
		i := index(last)
		p.set(pointer[:cut], append(append([]any{}, parent[:i]...), parent[i+1:]...))
	}
}

// copied returns a deep copy of the value at a JSON pointer.
func (p paper) copied(pointer string) any {
	data, _ := json.Marshal(p.at(pointer))
	var value any
	_ = json.Unmarshal(data, &value)
	return value
}

func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	return strings.Split(pointer[1:], "/")
}

func index(token string) int {
	i, err := strconv.Atoi(token)
	if err != nil {
		panic(err)
	}
	return i
}
