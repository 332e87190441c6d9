package web

import (
	"context"
	"errors"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Publishing is one form: what every reworded item means, then what follows from that, and only then the button that does it.

// Fields of the form.
const (
	meaningPrefix = "meaning." // + item; value: a surveys.Meaning
	fieldHash     = "hash"     // of the draft that was looked at
)

// libraryPublishPage is templates/library_publish.html.
type libraryPublishPage struct {
	Page
	Head    libraryHead
	In      *entered
	Missing []missingTexts // what keeps it from being published; nothing can be done about it here
	Faults  []faultShown   // likewise
	Ask     []meaningField
	Checked bool // everything is declared, and what follows is shown
	Fields  []field
	Phases  string // where it will be asked; empty: nowhere
	comparisonShown

	declared []surveys.Declaration
}

// missingTexts are the places without a text in a language.
type missingTexts struct {
	Language string
	Places   []string
}

// meaningField asks what a reworded item means.
type meaningField struct {
	Choice   choiceField
	Legend   string
	Reworded []textShown
	Touches  string // the indices that hang on it
}

// libraryPublishForm asks what there is to declare.
func (s *Server) libraryPublishForm(_ context.Context, r *request) (reply, error) {
	e, err := s.libraryDraft(r)
	if err != nil {
		return nil, err
	}
	return render("library_publish", s.publishPage(r, e, entering(r.query))), nil
}

// libraryPublish shows what follows from what was declared, or publishes.
func (s *Server) libraryPublish(ctx context.Context, r *request) (reply, error) {
	e, err := s.libraryDraft(r)
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	step := in.Value(fieldStep)
	if step != "change" {
		s.refuseUndeclared(in, e)
	}
	page := s.publishPage(r, e, in)
	switch {
	case !in.ok() || len(page.Faults)+len(page.Missing) > 0:
		return renderInvalid("library_publish", page), nil
	case step == "publish" && in.Value(fieldHash) != e.Hash(): // what was looked at has been replaced since
		r.note("library.overtaken", "version", e.Version)
		return redirect(versionPath(e)), nil
	case step == "publish":
		return s.publishNow(ctx, r, e, page.declared)
	case step != "change":
		page.Checked = true
	}
	return render("library_publish", page), nil
}

func (s *Server) publishNow(ctx context.Context, r *request, e surveys.LibraryEntry, declared []surveys.Declaration) (reply, error) {
	_, err := s.surveys.Publish(ctx, s.by(r), e.Key, e.Version, declared)
	switch {
	case errors.Is(err, surveys.ErrState), errors.Is(err, surveys.ErrNotNewer), errors.Is(err, surveys.ErrUndeclared):
		r.note("library.overtaken", "version", e.Version) // somebody else was faster; what there is now is on its page
	case err != nil:
		return nil, err
	default:
		r.note("library.published", "version", e.Version)
	}
	return redirect(versionPath(e)), nil
}

// refuseUndeclared notes what has not been declared.
func (s *Server) refuseUndeclared(in *entered, e surveys.LibraryEntry) {
	before, ok := s.surveys.Predecessor(e)
	if !ok {
		return
	}
	for _, id := range surveys.Compare(before.Instrument, e.Instrument).ToDeclare() {
		if name := meaningPrefix + string(id); !meant(in.Value(name)) {
			in.refuse(name, "undeclared")
		}
	}
}

// libraryDraft is the draft that an address names. What is no draft has nothing to be published, changed or thrown away.
func (s *Server) libraryDraft(r *request) (surveys.LibraryEntry, error) {
	e, err := s.libraryEntry(r)
	if err == nil && e.State != surveys.Draft {
		return e, errNotFound
	}
	return e, err
}

func meant(value string) bool {
	return value == string(surveys.SameMeaning) || value == string(surveys.NewMeaning)
}

func (s *Server) publishPage(r *request, e surveys.LibraryEntry, in *entered) *libraryPublishPage {
	page := &libraryPublishPage{Head: s.libraryHead(r, e), In: in, Phases: phasesAsking(r.words, e.Key)}
	page.Page = Page{Title: r.words.T("library.publish_title", "title", page.Head.Title, "version", e.Version)}
	page.hold(r.words, e)
	if before, ok := s.surveys.Predecessor(e); ok {
		page.compare(r.words, surveys.Compare(before.Instrument, e.Instrument))
	}
	page.Fields = append(page.Fields, field{fieldHash, e.Hash()})
	page.Checked = len(page.Ask)+len(page.Faults)+len(page.Missing) == 0
	return page
}

// hold says what keeps a draft from being published: texts that are missing, and whatever else the check of the format has against it.
func (p *libraryPublishPage) hold(words i18n.Printer, e surveys.LibraryEntry) {
	missing := map[string]bool{}
	for _, lang := range e.Languages {
		for _, path := range e.Untranslated(lang) {
			missing[path+"/"+lang] = true
		}
	}
	for _, fault := range e.Faults(programme.Builtin()) {
		if !missing[fault.Path] {
			p.Faults = append(p.Faults, documentFault(words, fault))
		}
	}
	texts := textsOf(words, e.Instrument)
	for i, lang := range e.Languages {
		var places []string
		for _, part := range texts {
			for _, row := range part.Rows {
				if row.Words[i].Text == "" {
					places = append(places, words.T("library.text_place", "what", row.What, "part", part.Name))
				}
			}
		}
		if len(places) > 0 {
			p.Missing = append(p.Missing, missingTexts{languageIn(words, lang), places})
		}
	}
}

// compare asks what there is to declare, and says what becomes of the series.
func (p *libraryPublishPage) compare(words i18n.Printer, c surveys.Comparison) {
	for _, id := range c.ToDeclare() {
		ask := meaningOf(words, c, id, p.In)
		p.Ask = append(p.Ask, ask)
		p.In.call(ask.Choice.Name, ask.Legend)
		meaning := p.In.Value(ask.Choice.Name)
		p.Fields = append(p.Fields, field{ask.Choice.Name, meaning})
		if meant(meaning) {
			p.declared = append(p.declared, surveys.Declaration{Item: id, Meaning: surveys.Meaning(meaning)})
		}
	}
	p.comparisonShown = newComparison(words, c, p.declared)
}

// meaningOf asks what a reworded item means, and says what hangs on the answer.
func meaningOf(words i18n.Printer, c surveys.Comparison, id surveys.ItemID, in *entered) meaningField {
	at := slices.IndexFunc(c.Items, func(i surveys.ItemChange) bool { return i.ID == id })
	item := c.Items[at]
	choice := in.Choice(meaningPrefix+string(id), "", "")
	choice = choice.with(in, string(surveys.SameMeaning), words.T("library.meaning.same"))
	choice = choice.with(in, string(surveys.NewMeaning), words.T("library.meaning.new"))
	ask := meaningField{Choice: choice, Reworded: rewordings(words, c, item)}
	ask.Legend = words.T("library.numbered", "number", numbersOf(c.After)[id], "text", item.After.Text.In(words.Lang()))
	ask.Touches = touchedBy(words, c, id)
	return ask
}

// touchedBy names the indices whose series breaks with an item's.
func touchedBy(words i18n.Printer, c surveys.Comparison, id surveys.ItemID) string {
	var names []string
	for _, s := range analytics.Successions(c, nil) {
		if s.Fate == analytics.Undecided && slices.Contains(s.Because, id) && s.Measure.Kind != analytics.ItemMeasure {
			names = append(names, measureName(words, c, s))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return words.T("library.touches", "names", words.List(names))
}

// phasesAsking are the phases in which the programme asks with an instrument; empty when in none.
func phasesAsking(words i18n.Printer, key string) string {
	var names []string
	for _, phase := range programme.Builtin().Phases {
		if programme.Builtin().Asks(key, phase.Key) {
			names = append(names, phase.Name.In(words.Lang()))
		}
	}
	return words.List(names)
}

// libraryChange makes a handler that changes the state of a version and leads back to its page, or to the list when it is gone.
func (s *Server) libraryChange(done string, change func(context.Context, audit.By, surveys.LibraryEntry) error) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		e, err := s.libraryEntry(r)
		if err != nil {
			return nil, err
		}
		note := done
		err = change(ctx, s.by(r), e)
		if errors.Is(err, surveys.ErrState) {
			note = "library.overtaken"
		} else if err != nil {
			return nil, err
		}
		r.note(note, "version", e.Version)
		if _, err := s.surveys.Instrument(e.Key, e.Version); err != nil {
			return redirect("/library"), nil
		}
		return redirect(versionPath(e)), nil
	}
}

func (s *Server) retireVersion() handler {
	return s.libraryChange("library.retired", func(ctx context.Context, by audit.By, e surveys.LibraryEntry) error {
		_, err := s.surveys.Retire(ctx, by, e.Key, e.Version)
		return err
	})
}

func (s *Server) restoreVersion() handler {
	return s.libraryChange("library.restored", func(ctx context.Context, by audit.By, e surveys.LibraryEntry) error {
		_, err := s.surveys.Restore(ctx, by, e.Key, e.Version)
		return err
	})
}

func (s *Server) discardVersion() handler {
	return s.libraryChange("library.discarded", func(ctx context.Context, by audit.By, e surveys.LibraryEntry) error {
		return s.surveys.Discard(ctx, by, e.Key, e.Version)
	})
}
