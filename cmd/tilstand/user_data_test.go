package main

import (
	"bytes"
	"strings"
	"testing"
)

// Somebody gets what is kept by a command, and is erased by another; then neither finds the address.
func TestUserExportAndErase(t *testing.T) {
	t.Parallel()
	dir, _, _ := codedWave(t)
	var out, errs bytes.Buffer
	for _, who := range []string{"kari", "ola"} {
		if err := runUserAdd(t.Context(), []string{"-data", dir, "-email", who + "@example.no", "-name", who, "-role", "operator"}, &out, &errs); err != nil {
			t.Fatal(err)
		}
	}
	kari := []string{"-data", dir, "-email", "kari@example.no"}
	out.Reset()
	if err := runUserExport(t.Context(), kari, &out, &errs); err != nil || !strings.Contains(out.String(), `"name": "kari"`) || !strings.Contains(out.String(), `"action": "invited"`) {
		t.Errorf("%v\n%s", err, &out)
	}
	if err := runUserErase(t.Context(), kari, &out, &errs); err != nil {
		t.Fatal(err)
	}
	if runUserExport(t.Context(), kari, &out, &errs) == nil || runUserErase(t.Context(), kari, &out, &errs) == nil {
		t.Error("an erased account is found by its address")
	}
	if err := runUserErase(t.Context(), []string{"-data", dir, "-email", "ola@example.no"}, &out, &errs); err == nil {
		t.Error("the last operator was erased")
	}
}
