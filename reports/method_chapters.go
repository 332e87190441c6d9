package reports

import (
	"slices"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// MethodChapter is a question that readers have, its answer in plain words, and what lies behind it.
type MethodChapter struct {
	Anchor, Head, Lead string
	Parts              []MethodPart
}

// methodChapters are the chapters of [Methods] with the anchors of their parts.
var methodChapters = []struct {
	anchor string
	parts  []string
}{
	{"condition", []string{"asked", "index", "scale", "bars", "rate", "mapping", "others", "alone"}},
	{"certainty", []string{"interval", "spread", "share"}},
	{"moved", []string{"target", "change", "family", "order", "trend", "break"}},
	{"alike", []string{"agreement", "groups"}},
	{"withheld", []string{"hidden", "limit"}},
	{"schools", []string{"sharing", "beside", "bands", "together", "movement", "funnel", "shrinkage"}},
	{"instrument", []string{"reliability", "items"}},
	{"limits", []string{"not"}},
}

// Methods says how figures come to be for no view in particular: what a report says with its figures, word for word, and what only pages with many schools
// need. Anchors are the same in all languages, and stay: pages link to them.
func Methods(p i18n.Printer) []MethodChapter {
	r := &report{base: base{p: p}, v: &analytics.SchoolView{}}
	said := map[string]MethodPart{}
	for _, part := range slices.Concat(r.methodParts(), []MethodPart{r.methodOfOthers(), r.methodOfAlone()}, r.methodOfSchools(), r.methodOfPages()) {
		said[part.Anchor] = part
	}
	var all []MethodChapter
	for _, c := range methodChapters {
		chapter := MethodChapter{Anchor: c.anchor, Head: p.T("method.head_" + c.anchor), Lead: leadOf(c.anchor, p)}
		for _, anchor := range c.parts {
			chapter.Parts = append(chapter.Parts, said[anchor])
		}
		all = append(all, chapter)
	}
	return all
}

// leadOf is the answer of a chapter in plain words.
func leadOf(chapter string, p i18n.Printer) string {
	if chapter == "withheld" {
		return p.T("method.lead_withheld", "usual", surveys.DefaultMinGroup, "least", surveys.LeastMinGroup)
	}
	return p.T("method.lead_" + chapter)
}

// methodOfPages are the parts that no report has.
func (r *report) methodOfPages() []MethodPart {
	p := r.p
	near, far := analytics.BandCuts(int(r.scale().most))
	return []MethodPart{
		{"bars", p.T("method.bars_head"), p.T("method.bars")},
		{"mapping", p.T("method.mapping_head"), p.T("method.mapping")},
		{"groups", p.T("method.groups_head"), p.T("method.groups")},
		{"bands", p.T("method.bands_head"), p.T("method.bands", "near", near, "far", far)},
		{"funnel", p.T("method.funnel_head"), p.T("method.funnel")},
		{"shrinkage", p.T("method.shrinkage_head"), p.T("method.shrinkage")},
		{"reliability", p.T("method.reliability_head"), p.T("method.reliability", "schools", analytics.MinQualitySchools, "answers", analytics.MinQualityAnswers)},
		{"items", p.T("method.items_head"), p.T("method.items")},
	}
}
