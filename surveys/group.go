package surveys

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// pile is a staff group, or several, on the way to becoming a [Group].
type pile struct {
	parts     []int // indexes into the audience's groups, ascending
	headCount int
}

// mergeGroups makes the groups of a wave, of those of its audience. The smallest is laid together with the next smallest until each has at least
// minGroup people, so that a result per group has a chance to be shown; of equals the one that the programme names first comes first. The same
// counts always give the same groups. When fewer than two are left there is no breakdown, and it returns nil.
func mergeGroups(all []programme.StaffGroup, counts []GroupCount, minGroup int) []Group {
	piles := pilesOf(all, counts)
	for {
		slices.SortFunc(piles, bySize)
		if len(piles) < 2 {
			return nil
		}
		if piles[0].headCount >= minGroup {
			return groupsOf(all, piles)
		}
		piles = append(piles[2:], merged(piles[0], piles[1]))
	}
}

func pilesOf(all []programme.StaffGroup, counts []GroupCount) []pile {
	var piles []pile
	for i, g := range all {
		if n := countOf(counts, g.Key); n > 0 {
			piles = append(piles, pile{[]int{i}, n})
		}
	}
	return piles
}

func countOf(counts []GroupCount, key string) int {
	for _, c := range counts {
		if c.Key == key {
			return c.HeadCount
		}
	}
	return 0
}

func bySize(a, b pile) int {
	return cmp.Or(cmp.Compare(a.headCount, b.headCount), cmp.Compare(a.parts[0], b.parts[0]))
}

func merged(a, b pile) pile {
	return pile{slices.Sorted(slices.Values(slices.Concat(a.parts, b.parts))), a.headCount + b.headCount}
}

// groupsOf numbers the piles in the programme's order of their first part.
func groupsOf(all []programme.StaffGroup, piles []pile) []Group {
	slices.SortFunc(piles, func(a, b pile) int { return cmp.Compare(a.parts[0], b.parts[0]) })
	groups := make([]Group, len(piles))
	for i, p := range piles {
		var keys []string
		var names []i18n.Text
		for _, part := range p.parts {
			keys, names = append(keys, all[part].Key), append(names, all[part].Name)
		}
		groups[i] = Group{Number: uint8(i + 1), Key: strings.Join(keys, "+"), Name: joinNames(names), HeadCount: p.headCount, Merged: keys}
	}
	return groups
}

// conjunctions join the last two names of a list.
var conjunctions = map[string]string{"nb": " og ", "nn": " og ", "en": " and "}

// joinNames makes one name of several, in each language: "SFO og andre ansatte". A name that is a list itself is taken apart first, so
// that the whole reads as one: "Assistenter, miljøarbeidere og SFO". Texts in the catalogue cannot do this, because a
// group's name is frozen with the wave.
func joinNames(names []i18n.Text) i18n.Text {
	joined := i18n.Text{}
	for lang, and := range conjunctions {
		var words []string
		for _, name := range names {
			words = append(words, strings.Split(name.In(lang), and)...)
		}
		for i := range words[1:] {
			words[i+1] = uncapitalized(words[i+1])
		}
		last := len(words) - 1
		joined[lang] = words[last]
		if last > 0 {
			joined[lang] = strings.Join(words[:last], ", ") + and + words[last]
		}
	}
	return joined
}

// uncapitalized makes the first letter small, but for an abbreviation such as SFO.
func uncapitalized(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if !unicode.IsLower(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}
