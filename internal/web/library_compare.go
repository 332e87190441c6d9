package web

import (
	"context"
	"slices"
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// libraryComparePage is templates/library_compare.html: what changed from one version to another.
type libraryComparePage struct {
	Page
	Head   libraryHead
	Lead   string
	Others []libraryOther // versions that it can be compared with
	Next   string         // where a draft is published; empty for other versions
	comparisonShown
}

// libraryOther is a version to compare with.
type libraryOther struct {
	Href, Name string
	Current    bool
}

// comparisonShown is a comparison as it is shown: templates/parts/library_compare.html.
type comparisonShown struct {
	Changes []changeShown
	Kept    string // how many items are as before
	Texts   []textShown
	Series  []seriesShown
}

// changeShown is what changed about an item.
type changeShown struct {
	ID, Number, Text string
	What             []string // keys
	Reworded         []textShown
	Gone             bool
}

// textShown is a text before and after, in one language.
type textShown struct {
	What, Lang, Name string
	Pieces           []surveys.Piece
}

// libraryCompare shows what changed since an earlier version: the one that is asked for, else the one before it.
func (s *Server) libraryCompare(_ context.Context, r *request) (reply, error) {
	e, err := s.libraryEntry(r)
	if err != nil {
		return nil, err
	}
	with, err := s.comparedWith(r, e)
	if err != nil {
		return nil, err
	}
	page := &libraryComparePage{Head: s.libraryHead(r, e)}
	page.Page = Page{Title: r.words.T("library.compare_title", "title", page.Head.Title, "before", with.Version, "after", e.Version)}
	page.Lead = r.words.T("library.compare_lead", "before", with.Version, "after", e.Version)
	for _, other := range s.earlier(e) {
		page.Others = append(page.Others, libraryOther{
			page.Head.Path + "/compare?with=" + strconv.Itoa(other.Version), r.words.T("library.version", "version", other.Version), other.Version == with.Version,
		})
	}
	var declared []surveys.Declaration
	if e.Succession != nil && e.Succession.After == with.Version {
		declared = e.Succession.Declared
	}
	page.comparisonShown = newComparison(r.words, surveys.Compare(with.Instrument, e.Instrument), declared)
	if e.State == surveys.Draft {
		page.Next = page.Head.Path + "/publish"
	}
	return render("library_compare", page), nil
}

// earlier are the versions before one, the newest first.
func (s *Server) earlier(e surveys.LibraryEntry) []surveys.LibraryEntry {
	var all []surveys.LibraryEntry
	for _, other := range s.surveys.Instruments() {
		if other.Key == e.Key && other.Version < e.Version {
			all = slices.Insert(all, 0, other)
		}
	}
	return all
}

// comparedWith is the version that one is compared with.
func (s *Server) comparedWith(r *request, e surveys.LibraryEntry) (surveys.LibraryEntry, error) {
	earlier := s.earlier(e)
	if wanted := r.query.Get("with"); wanted != "" {
		earlier = slices.DeleteFunc(earlier, func(o surveys.LibraryEntry) bool { return strconv.Itoa(o.Version) != wanted })
	} else if before, ok := s.surveys.Predecessor(e); ok {
		return before, nil
	}
	if len(earlier) == 0 {
		return surveys.LibraryEntry{}, errNotFound
	}
	return earlier[0], nil
}

func newComparison(words i18n.Printer, c surveys.Comparison, declared []surveys.Declaration) comparisonShown {
	shown := comparisonShown{Texts: otherTexts(words, c), Series: seriesShownOf(words, c, declared)}
	before, after := numbersOf(c.Before), numbersOf(c.After)
	kept := 0
	for _, i := range c.Items {
		if !i.Changed() {
			kept++
			continue
		}
		item := i.After
		change := changeShown{ID: string(i.ID), What: changeKeys(i), Gone: item == nil}
		if change.Gone {
			item = i.Before
			change.Number = words.T("library.number_was", "number", before[i.ID])
		} else if was, ok := before[i.ID]; ok && was != after[i.ID] {
			change.Number = words.T("library.number_moved", "number", after[i.ID], "before", was)
		} else {
			change.Number = words.T("library.text.item", "number", after[i.ID])
		}
		change.Text = item.Text.In(words.Lang())
		if i.Reworded {
			change.Reworded = rewordings(words, c, i)
		}
		shown.Changes = append(shown.Changes, change)
	}
	shown.Kept = words.T("library.kept", "count", kept)
	return shown
}

// changeKeys name what changed about an item.
func changeKeys(i surveys.ItemChange) []string {
	var keys []string
	switch {
	case i.Before == nil:
		return []string{"library.change.added"}
	case i.After == nil:
		return []string{"library.change.removed"}
	case i.Break == surveys.BreakScale:
		keys = append(keys, "library.change.scale")
	case i.Break == surveys.BreakPosition:
		keys = append(keys, "library.change.moved")
	}
	if i.Reworded {
		keys = append(keys, "library.change.reworded")
	}
	return keys
}

// numbersOf are the numbers of the items as they are asked.
func numbersOf(in *surveys.Instrument) map[surveys.ItemID]int {
	numbers := map[surveys.ItemID]int{}
	for n, item := range in.Items() {
		numbers[item.ID] = n + 1
	}
	return numbers
}

// rewordings are the texts of an item that read otherwise, its answers' labels too.
func rewordings(words i18n.Printer, c surveys.Comparison, i surveys.ItemChange) []textShown {
	number := numbersOf(c.After)[i.ID]
	texts := differences(c, words.T("library.text.item", "number", number), i.Before.Text, i.After.Text)
	texts = append(texts, differences(c, words.T("library.text.hint", "number", number), i.Before.Hint, i.After.Hint)...)
	before, after := labelsOf(c.Before, *i.Before), labelsOf(c.After, *i.After)
	for _, label := range after {
		at := slices.IndexFunc(before, func(b answerLabel) bool { return b.code == label.code })
		if at >= 0 {
			texts = append(texts, differences(c, words.T("library.text.answer", "code", label.code), before[at].text, label.text)...)
		}
	}
	return texts
}

// differences are a text in the languages that both versions have, where it reads otherwise.
func differences(c surveys.Comparison, what string, before, after surveys.Text) []textShown {
	var texts []textShown
	for _, lang := range c.After.Languages {
		if slices.Contains(c.Before.Languages, lang) && before[lang] != after[lang] {
			texts = append(texts, textShown{what, lang, languageOf(lang), surveys.CompareWords(before[lang], after[lang])})
		}
	}
	return texts
}

// otherTexts are the texts that are read beside the items and changed. No series hangs on them.
func otherTexts(words i18n.Printer, c surveys.Comparison) []textShown {
	texts := differences(c, words.T("library.text.title"), c.Before.Title, c.After.Title)
	texts = append(texts, differences(c, words.T("library.text.intro"), c.Before.Intro, c.After.Intro)...)
	for _, section := range c.After.Sections {
		at := slices.IndexFunc(c.Before.Sections, func(b surveys.Section) bool { return b.Key == section.Key })
		if at < 0 {
			continue
		}
		was := c.Before.Sections[at]
		texts = append(texts, differences(c, words.T("library.text.heading"), was.Title, section.Title)...)
		texts = append(texts, differences(c, words.T("library.text.intro"), was.Intro, section.Intro)...)
		for _, passage := range section.Passages {
			before := surveys.Text(nil)
			if at := slices.IndexFunc(was.Passages, func(b surveys.Passage) bool { return b.Key == passage.Key }); at >= 0 {
				before = was.Passages[at].Text
			}
			texts = append(texts, differences(c, words.T("library.text.passage"), before, passage.Text)...)
		}
	}
	for _, construct := range c.After.Constructs {
		if was, ok := c.Before.Construct(construct.Key); ok {
			texts = append(texts, differences(c, words.T("library.text.construct"), was.Name, construct.Name)...)
			texts = append(texts, differences(c, words.T("library.text.explanation"), was.Explanation, construct.Explanation)...)
		}
	}
	return texts
}
