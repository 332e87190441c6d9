package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// A demo is told what it cannot be made of, before anything is written, and never goes into a folder that has schools.
func TestDemoRefuses(t *testing.T) {
	t.Parallel()
	for size, want := range map[string]float64{"small": 0, "country": 1, "10x": 10, "0.1": 0.1} {
		if got, err := countryOf(size); err != nil || got != want {
			t.Errorf("-size %s is %v of a country, %v; want %v", size, got, err, want)
		}
	}
	for _, size := range []string{"", "large", "-1", "0", "11", "NaN"} {
		var told strings.Builder
		dir := filepath.Join(t.TempDir(), "data")
		if err := run(t.Context(), []string{"demo", "-data", dir, "-size", size}, io.Discard, &told); err == nil || !strings.Contains(told.String(), "country") {
			t.Errorf("-size %q: %v, %s", size, err, told.String())
		}
	}

	r := newRegister(t)
	r.says("Registered", "owner add", "-orgnr", "964338531", "-name", "Fjordvik kommune", "-kind", "municipality")
	r.says("Registered", "school add", "-orgnr", "974600951", "-name", "Bø skole", "-municipality", "4611", "-form", "nb", "-owner", "964338531")
	r.refuses("has 1 schools already", "demo")
}
