package surveys

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

func TestMergeGroups(t *testing.T) {
	t.Parallel()
	type want struct {
		merged    []string
		headCount int
		nb        string
	}
	tests := map[string]struct {
		counts   []GroupCount
		minGroup int
		want     []want
	}{
		"all large enough": {
			[]GroupCount{{"sfo", 8}, {"teachers", 30}, {"other", 7}, {"assistants", 9}}, 7,
			[]want{
				{[]string{"teachers"}, 30, "Lærere"}, {[]string{"assistants"}, 9, "Assistenter og miljøarbeidere"},
				{[]string{"sfo"}, 8, "SFO"}, {[]string{"other"}, 7, "Andre ansatte"},
			},
		},
		"two small ones are laid together": {
			[]GroupCount{{"teachers", 30}, {"assistants", 9}, {"sfo", 4}, {"other", 5}}, 7,
			[]want{{[]string{"teachers"}, 30, "Lærere"}, {[]string{"assistants"}, 9, "Assistenter og miljøarbeidere"}, {[]string{"sfo", "other"}, 9, "SFO og andre ansatte"}},
		},
		"the smallest goes to the next smallest, not to a neighbour": {
			[]GroupCount{{"teachers", 30}, {"assistants", 3}, {"sfo", 20}, {"other", 8}}, 7,
			[]want{{[]string{"teachers"}, 30, "Lærere"}, {[]string{"assistants", "other"}, 11, "Assistenter, miljøarbeidere og andre ansatte"}, {[]string{"sfo"}, 20, "SFO"}},
		},
		// 2 + 2 = 4 is still too small, and takes in the next smallest (3): 7.
		"merging goes on": {
			[]GroupCount{{"teachers", 10}, {"assistants", 2}, {"sfo", 3}, {"other", 2}}, 7,
			[]want{{[]string{"teachers"}, 10, "Lærere"}, {[]string{"assistants", "sfo", "other"}, 7, "Assistenter, miljøarbeidere, SFO og andre ansatte"}},
		},
		"a higher minimum merges more": {
			[]GroupCount{{"teachers", 30}, {"assistants", 9}, {"sfo", 8}}, 10,
			[]want{{[]string{"teachers"}, 30, "Lærere"}, {[]string{"assistants", "sfo"}, 17, "Assistenter, miljøarbeidere og SFO"}},
		},
		"one group left is no breakdown":     {[]GroupCount{{"teachers", 12}, {"other", 3}}, 7, nil},
		"one group asked is no breakdown":    {[]GroupCount{{"teachers", 12}}, 7, nil},
		"everybody together is too few":      {[]GroupCount{{"teachers", 3}, {"other", 2}}, 7, nil},
		"nobody":                             {nil, 7, nil},
		"a group with nobody is not a group": {[]GroupCount{{"teachers", 12}, {"sfo", 0}}, 7, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []want
			for i, g := range mergeGroups(programme.Builtin().StaffGroups, test.counts, test.minGroup) {
				got = append(got, want{g.Merged, g.HeadCount, g.Name["nb"]})
				if int(g.Number) != i+1 {
					t.Errorf("group %d has number %d", i+1, g.Number)
				}
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever the counts: nobody is lost, each group is large enough, there are two or more or none, and the order in which counts are
// entered does not matter.
func TestMergeGroupsProperties(t *testing.T) {
	t.Parallel()
	template := programme.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		var counts []GroupCount
		asked := map[string]bool{}
		for _, g := range template.StaffGroups {
			n := rapid.IntRange(0, 40).Draw(t, g.Key)
			counts = append(counts, GroupCount{g.Key, n})
			asked[g.Key] = n > 0
		}
		minGroup := rapid.IntRange(LeastMinGroup, 20).Draw(t, "minimum group")
		groups := mergeGroups(template.StaffGroups, counts, minGroup)
		if again := mergeGroups(template.StaffGroups, rapid.Permutation(counts).Draw(t, "order"), minGroup); !cmp.Equal(groups, again) {
			t.Fatalf("the order of entry matters: %v, %v", groups, again)
		}
		if groups == nil {
			return
		}
		if len(groups) < 2 {
			t.Fatalf("a breakdown of one: %v", groups)
		}
		sum, parts := 0, map[string]bool{}
		for _, g := range groups {
			if g.HeadCount < minGroup {
				t.Fatalf("%s has %d people, fewer than %d", g.Key, g.HeadCount, minGroup)
			}
			sum += g.HeadCount
			for _, key := range g.Merged {
				if parts[key] || !asked[key] {
					t.Fatalf("%s stands twice, or has nobody", key)
				}
				parts[key] = true
			}
		}
		if sum != total(counts) {
			t.Fatalf("%d people in groups, %d asked", sum, total(counts))
		}
	})
}

func TestJoinNames(t *testing.T) {
	t.Parallel()
	names := []i18n.Text{
		{"nb": "Assistenter og miljøarbeidere", "nn": "Assistentar og miljøarbeidarar", "en": "Assistants and support workers"},
		{"nb": "SFO", "nn": "SFO", "en": "After-school staff"},
		{"nb": "Andre ansatte", "nn": "Andre tilsette", "en": "Other staff"},
	}
	want := i18n.Text{
		"nb": "Assistenter, miljøarbeidere, SFO og andre ansatte",
		"nn": "Assistentar, miljøarbeidarar, SFO og andre tilsette",
		"en": "Assistants, support workers, after-school staff and other staff",
	}
	if diff := cmp.Diff(want, joinNames(names)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(names[0], joinNames(names[:1])); diff != "" {
		t.Error("one name alone:", diff)
	}
	if got := joinNames(names[1:])["nb"]; got != "SFO og andre ansatte" {
		t.Error(got)
	}
}

func TestLinkCode(t *testing.T) {
	t.Parallel()
	seen := map[rune]int{}
	codes := map[LinkCode]bool{}
	const draws = 5000
	for range draws {
		code := newLinkCode()
		if len(code) != linkLength || codes[code] {
			t.Fatalf("code %q", code)
		}
		codes[code] = true
		for _, r := range code {
			seen[r]++
		}
	}
	// 60,000 characters over 27: 2,222 each with a standard deviation of 46 (binomial). Six of those is never seen by chance, and
	// leaving out the rejection would give the first 13 letters 11 % more than the others.
	for _, r := range linkAlphabet {
		if n := seen[r]; n < 2222-6*46 || n > 2222+6*46 {
			t.Errorf("%c was drawn %d times", r, n)
		}
	}
	if len(seen) != len(linkAlphabet) || slices.ContainsFunc([]rune("01loiaeu"), func(r rune) bool { return seen[r] > 0 }) {
		t.Errorf("drawn: %v", seen)
	}
	if got := LinkCode("BCD-fgh 234").tidy(); got != "bcdfgh234" {
		t.Errorf("tidy: %q", got)
	}
}
