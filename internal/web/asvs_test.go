package web

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asvsSections are how many requirements of level 1 and 2 each section of ASVS 5.0 has; those of level 3 come after them, and sections that have only such are left out.
var asvsSections = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
	"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
	"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4,
	"11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}

// The table has every requirement once, says how it stands, and names files and tests that there are.
func TestSecurityVerificationTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("asvs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want, got, standing := map[string]bool{}, map[string]bool{}, map[string]int{}
	for section, count := range asvsSections {
		for n := range count {
			want[fmt.Sprintf("%s.%d", section, n+1)] = true
		}
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 || columns[2] == "" {
			t.Errorf("not four columns: %q", line)
			continue
		}
		if !slices.Contains([]string{"met", "part", "operator", "no", "none"}, columns[1]) {
			t.Errorf("%s: %q is no standing", columns[0], columns[1])
		}
		for _, number := range requirements(columns[0]) {
			if got[number] {
				t.Errorf("%s is there twice", number)
			}
			got[number] = true
			standing[columns[1]]++
		}
		for where := range strings.SplitSeq(columns[3], ", ") {
			if fault := missingEvidence(where); fault != "" {
				t.Errorf("%s: %s", columns[0], fault)
			}
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Error(diff)
	}
	t.Logf("%d requirements: %v", len(got), standing)
}

// requirements are those of "1.2.3" or "1.2.3-1.2.5".
func requirements(text string) (numbers []string) {
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		return []string{first}
	}
	var section, end [2]int
	var from, to int
	fmt.Sscanf(first, "%d.%d.%d", &section[0], &section[1], &from)
	fmt.Sscanf(last, "%d.%d.%d", &end[0], &end[1], &to)
	if section != end || from >= to {
		return []string{text}
	}
	for n := from; n <= to; n++ {
		numbers = append(numbers, fmt.Sprintf("%d.%d.%d", section[0], section[1], n))
	}
	return numbers
}

// missingEvidence says what is wrong with a file, or a file and a test in it.
func missingEvidence(where string) string {
	file, test, named := strings.Cut(where, "#")
	body, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
	if err != nil {
		return err.Error()
	}
	if named && !regexp.MustCompile(`(?m)^func `+regexp.QuoteMeta(test)+`\(`).Match(body) {
		return "there is no " + where
	}
	return ""
}
