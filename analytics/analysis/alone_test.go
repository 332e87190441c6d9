package analysis

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/surveys"
)

// TestAlone reads questions of every kind from a file: eight work in the classroom, seven outside and five in both, and all of the first fifteen
// hear of plans in meetings. What the eight say about breaks was not to be asked, and is not counted.
func TestAlone(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../surveys/testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(document)
	if err != nil {
		t.Fatal(err)
	}
	content := "known,used,shared,renewed,work,channels/meeting,channels/minutes,channels/leader,channels/none,meetings,time,breaks\n" +
		strings.Repeat("4,4,4,4,1,1,0,0,0,5,0,1\n", 8) + strings.Repeat("3,2,4,3,2,1,1,0,0,4,2,1\n", 7) + strings.Repeat("2,3,2,2,3,0,0,1,0,,,3\n", 5)
	d, err := Read(in, table(t, content), nil, Options{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	type row struct {
		N, Blank, Outside, NotAsked int
		Counts                      []int
	}
	got := map[surveys.ItemID]row{}
	for _, one := range a.Alone {
		r := row{one.N, one.Blank, one.Outside, one.NotAsked, nil}
		for i, share := range one.Categories {
			if *share.Code != i+1 {
				t.Errorf("%s: category %d has the code %d", one.Item, i, *share.Code)
			}
			r.Counts = append(r.Counts, share.Count)
		}
		got[one.Item] = r
	}
	want := map[surveys.ItemID]row{
		"work":     {20, 0, 0, 0, []int{8, 7, 5}},
		"channels": {20, 0, 0, 0, []int{15, 7, 5, 0}},
		"meetings": {15, 0, 0, 5, []int{0, 0, 0, 7, 8}},
		"time":     {7, 5, 8, 0, []int{0, 7, 0, 0, 0}},
		"breaks":   {12, 0, 0, 8, []int{7, 0, 5}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items that stand alone (- want, + got):\n%s", diff)
	}
	releases, err := d.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	states := map[surveys.ItemID]analytics.State{}
	for _, f := range releases.Releases[0].Alone {
		states[f.Item] = f.Cell.State()
	}
	if diff := cmp.Diff(map[surveys.ItemID]analytics.State{
		"work": analytics.Value, "channels": analytics.Value, "meetings": analytics.Hidden, "time": analytics.Value, "breaks": analytics.Value,
	}, states); diff != "" {
		t.Errorf("released (- want, + got):\n%s", diff)
	}
	for id, doc := range map[string]any{"urn:tilstand:analysis:1": a, "urn:tilstand:releases:1": releases} {
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, schema(t, id), data)
		if !strings.Contains(string(data), `"alone"`) {
			t.Error("a document without the items that stand alone")
		}
	}
}
