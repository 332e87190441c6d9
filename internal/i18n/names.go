package i18n

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SortByName sorts xs by name in the Norwegian alphabet (… Z Æ Ø Å, with Aa beside Å; "Skule 2" before "Skule 10"), in place and stable. The
// order is that of nynorsk in every language: the library sorts Å under A for nb, and a list of schools keeps its order when the
// reader changes language.
func SortByName[T any](xs []T, name func(T) string) {
	order := collate.New(language.MustParse("nn"), collate.Numeric) // holds buffers, so it is made per call rather than shared
	slices.SortStableFunc(xs, func(a, b T) int { return order.CompareString(name(a), name(b)) })
}

// List joins parts as a sentence does: "A", "A og B", "A, B og C".
func (p Printer) List(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	list := parts[0]
	for i, part := range parts[1:] {
		key := "base.list_more"
		if i == len(parts)-2 {
			key = "base.list_last"
		}
		list = p.T(key, "list", list, "item", part)
	}
	return list
}
