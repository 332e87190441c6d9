package jobs

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// A school's measures are in its workbook when it lets its owner see the closing that they are from; else the file is, to the byte, that of a school which has
// none. When it takes the closing back, the file is gone.
func TestMeasuresAsFarAsTheyAreShared(t *testing.T) {
	t.Parallel()
	const measure = "Samtaler med alle elever"
	g := newGround(t, 1)
	g.measured(0, "a", start.AddDate(0, 0, 60))
	by := audit.Console.At(start.AddDate(0, 0, 80))
	g.share(0, surveys.SharesAll)
	made := func() []byte {
		t.Helper()
		g.ask()
		files := g.unpacked(g.finish())
		return files["Skole 1 A S 974602431.xlsx"]
	}
	none := made()
	key := g.concludes(0, measure)
	if diff := cmp.Diff(partsOf(t, none), partsOf(t, made())); diff != "" {
		t.Errorf("a closing that is not shared is seen in the workbook: %.2000s", diff)
	}
	share := func(seen bool) {
		t.Helper()
		if err := g.closings.ShareWithOwner(t.Context(), by, key, seen); err != nil {
			t.Fatal(err)
		}
	}
	share(true)
	shared := made()
	dump := workbook.Dump(t, shared)
	if !strings.Contains(dump, measure) || !strings.Contains(dump, bundle().Printer("nb").T("report.sheet.between")) {
		t.Error("the measures of a closing that the owner sees are not in the workbook")
	}
	share(false)
	if _, err := g.Result(t.Context(), later, g.latest().ID); !errors.Is(err, ErrGone) {
		t.Errorf("the closing is taken back, and the file is there: %v", err)
	}
	if diff := cmp.Diff(partsOf(t, none), partsOf(t, made())); diff != "" {
		t.Errorf("a closing that was taken back is seen in the workbook: %.2000s", diff)
	}
	share(true)
	made()
	if err := g.closings.Amend(t.Context(), by, key, "Et navn skal ut."); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Result(t.Context(), later, g.latest().ID); err != nil {
		t.Errorf("the closing is open again, what was signed still stands, and the file is gone: %v", err)
	}
	if err := g.closings.Sign(t.Context(), by, key, g.closings.ClosingOf(key).Revision); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Result(t.Context(), later, g.latest().ID); !errors.Is(err, ErrGone) {
		t.Errorf("the closing was signed anew, and the file has the one before: %v", err)
	}
}

// partsOf are the parts of a workbook; of the list of them, which has no order, its entries.
func partsOf(t *testing.T, book []byte) map[string]string {
	t.Helper()
	z := check(zip.NewReader(bytes.NewReader(book), int64(len(book))))(t)
	parts := map[string]string{}
	for _, f := range z.File {
		content := string(check(io.ReadAll(check(f.Open())(t)))(t))
		if f.Name == "[Content_Types].xml" {
			content = strings.Join(slices.Sorted(strings.SplitSeq(content, "><")), "\n")
		}
		parts[f.Name] = content
	}
	return parts
}
