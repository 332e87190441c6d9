package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Fields of the form for one local question. Texts are "text." and a language; options "options.", a number and a language or "exclusive".
const (
	fieldItem  = "item"
	fieldDo    = "do" // save, line, or what changeLocal does
	fieldType  = "type"
	fieldScale = "scale"
)

// leastLines are the lines for options that a new question has; lines left empty are no options.
const leastLines = 4

// newLocal is the id in the address of a question that is not there yet.
const newLocal = "new"

// localItemPage is templates/local_item.html.
type localItemPage struct {
	Page
	School  *programme.School
	Base    string
	To      string // what the questions come after
	Action  string
	In      *entered
	Type    choiceField
	Scale   choiceField
	Texts   []localText
	Options []localOption
	More    bool // another line may be added
}

// localText is a field for a text in a language.
type localText struct {
	inputField
	Lang string
}

// localOption is a line for an option.
type localOption struct {
	Labels    []localText
	Exclusive option
	Name      string // of the field for exclusive
}

// localItem asks for one question, a new one or one that is there.
func (s *Server) localItem(find findLocal) handler {
	return func(_ context.Context, r *request) (reply, error) {
		of, in, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		values := url.Values{fieldType: {"single"}}
		if id := r.param("item"); id != newLocal {
			own := of.supplement(s, in.Key).Items
			at := slices.IndexFunc(own, func(i surveys.LocalItem) bool { return string(i.ID) == id })
			if at < 0 {
				return nil, errNotFound
			}
			values = localValues(in, own[at])
		}
		return render("local_item", localItemForm(r, of, in, entering(values))), nil
	}
}

// localTo finds whose local question it is, and after which questionnaire it comes.
func (s *Server) localTo(r *request, find findLocal) (localScope, *surveys.Instrument, error) {
	of, err := find(r)
	if err != nil {
		return of, nil, err
	}
	in, ok := s.surveys.InstrumentInUse(r.param("key"))
	if !ok || in.Audience == surveys.Representatives {
		return of, nil, errNotFound
	}
	return of, in, nil
}

// saveLocalItem keeps one question, or gives the form another line for an option.
func (s *Server) saveLocalItem(find findLocal) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		of, instrument, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		in := entering(compact(r.form))
		if in.Value(fieldDo) == "line" {
			return render("local_item", localItemForm(r, of, instrument, in)), nil
		}
		own := of.supplement(s, instrument.Key)
		own.Items = slices.Clone(own.Items)
		at := len(own.Items)
		if id := r.param("item"); id != newLocal {
			at = slices.IndexFunc(own.Items, func(i surveys.LocalItem) bool { return string(i.ID) == id })
		}
		if at < 0 {
			in.refuse(fieldType, "local_gone")
		} else {
			item := readLocal(in, instrument, own)
			own.Items = append(own.Items[:at:at], append([]surveys.LocalItem{item}, own.Items[min(at+1, len(own.Items)):]...)...)
			_, err = s.surveys.SaveSupplement(ctx, s.by(r), own)
			if errors.Is(err, surveys.ErrChanged) {
				in.refuse(fieldType, "local_gone")
			} else if err = takeLocal(in, err, at); err != nil {
				return nil, err
			}
		}
		if !in.ok() {
			return renderInvalid("local_item", localItemForm(r, of, instrument, in)), nil
		}
		r.note("local.saved")
		return redirect(of.base), nil
	}
}

// takeLocal puts the store's problems with a question at the fields of the form.
func takeLocal(in *entered, err error, at int) error {
	err = in.take(err)
	for _, field := range slices.Collect(maps.Keys(in.problems)) {
		if own, ok := strings.CutPrefix(field, fmt.Sprintf("items.%d.", at)); ok {
			in.rename(field, own)
		}
	}
	in.rename("items", fieldType)
	in.rename("options", optionField(0, languages[0]))
	return err
}

func optionField(n int, what string) string { return fmt.Sprintf("options.%d.%s", n, what) }

// compact leaves out lines for options in which nothing stands, so that the others count from one.
func compact(form url.Values) url.Values {
	tidy := url.Values{}
	for _, name := range []string{fieldDo, fieldType, fieldScale, "text.nb", "text.nn", "text.en"} {
		tidy.Set(name, form.Get(name))
	}
	kept := 0
	for n := 0; form.Has(optionField(n, languages[0])) && n <= 2*surveys.MaxLocalOptions; n++ {
		if !slices.ContainsFunc(languages, func(lang string) bool { return squeeze(form.Get(optionField(n, lang))) != "" }) {
			continue
		}
		for _, what := range append(slices.Clone(languages), "exclusive") {
			tidy.Set(optionField(kept, what), form.Get(optionField(n, what)))
		}
		kept++
	}
	return tidy
}

// readLocal reads the question. A scale that is no longer offered can be kept by a question that has it.
func readLocal(in *entered, instrument *surveys.Instrument, own surveys.Supplement) surveys.LocalItem {
	item := surveys.LocalItem{Type: surveys.ItemType(in.Value(fieldType)), Text: i18n.Text{}}
	if item.Type == "scale" {
		item.Type = surveys.ScaleItem
	}
	for _, lang := range languages {
		item.Text[lang] = in.Value("text." + lang)
	}
	for _, o := range localScales(instrument, own.Items) {
		if o.Key == in.Value(fieldScale) {
			item.Scale = &o.Scale
		}
	}
	for n := 0; in.values.Has(optionField(n, languages[0])); n++ {
		label := i18n.Text{}
		for _, lang := range languages {
			label[lang] = in.Value(optionField(n, lang))
		}
		item.Options = append(item.Options, surveys.Option{Label: label, Exclusive: in.Value(optionField(n, "exclusive")) != ""})
	}
	return item
}

// localScales are the scales that are offered, and after them those that questions have from before, under the question's id.
func localScales(in *surveys.Instrument, items []surveys.LocalItem) []surveys.OfferedScale {
	scales := surveys.OfferedScales(in)
	for _, item := range items {
		if item.Scale != nil && offeredKey(scales, *item.Scale) == "" {
			scales = append(scales, surveys.OfferedScale{Key: string(item.ID), Scale: *item.Scale})
		}
	}
	return scales
}

func offeredKey(scales []surveys.OfferedScale, scale surveys.Scale) string {
	at := slices.IndexFunc(scales, func(o surveys.OfferedScale) bool { return o.Same(scale) })
	if at < 0 {
		return ""
	}
	return scales[at].Key
}

// localValues are the fields of a question that is there.
func localValues(in *surveys.Instrument, item surveys.LocalItem) url.Values {
	values := url.Values{fieldType: {string(item.Type)}}
	if item.Type == surveys.ScaleItem {
		values.Set(fieldType, "scale")
		values.Set(fieldScale, offeredKey(localScales(in, []surveys.LocalItem{item}), *item.Scale))
	}
	for lang, words := range item.Text {
		values.Set("text."+lang, words)
	}
	for n, o := range item.Options {
		for _, lang := range languages {
			values.Set(optionField(n, lang), o.Label[lang])
		}
		if o.Exclusive {
			values.Set(optionField(n, "exclusive"), "yes")
		}
	}
	return values
}

func localItemForm(r *request, of localScope, instrument *surveys.Instrument, in *entered) *localItemPage {
	page := &localItemPage{Page: r.page("local.new_title"), School: of.school, Base: of.base, To: kindName(r.words, instrument), Action: r.path, In: in}
	if r.param("item") != newLocal {
		page.Title = r.words.T("local.edit_title")
	}
	if in.problems[fieldType] == problemKey("local_gone") { // it can be kept as another
		page.Action = of.base + "/" + instrument.Key + "/items/" + newLocal
	}
	page.Path, page.Invalid = page.Action, !in.ok()
	if of.school != nil {
		page.Synthetic = of.school.Synthetic
	}
	page.Type = in.Choice(fieldType, "local.type", "")
	for _, kind := range []string{"single", "multiple", "scale"} {
		page.Type = page.Type.with(in, kind, r.words.T("local.type_"+kind))
	}
	page.Scale = in.Choice(fieldScale, "local.scale", "")
	for _, o := range surveys.OfferedScales(instrument) {
		page.Scale = page.Scale.with(in, o.Key, scaleEnds(r.words, o.Scale))
	}
	in.call(fieldType, r.words.T("local.type"))
	in.call(fieldScale, r.words.T("local.scale"))
	for _, lang := range languages {
		page.Texts = append(page.Texts, localField(in, "text."+lang, lang, r.words.T("local.in."+lang)))
	}
	page.options(r.words)
	return page
}

// options makes the lines for options: those filled in, and empty ones to go on with.
func (p *localItemPage) options(words i18n.Printer) {
	lines := 0
	for p.In.values.Has(optionField(lines, languages[0])) {
		lines++
	}
	blank := max(leastLines-lines, 0)
	if p.In.Value(fieldDo) == "line" {
		blank = max(blank, 1) + 1
	}
	lines = min(lines+blank, max(lines, surveys.MaxLocalOptions))
	p.More = lines < surveys.MaxLocalOptions
	for n := range lines {
		line := localOption{Name: optionField(n, "exclusive")}
		for _, lang := range languages {
			line.Labels = append(line.Labels, localField(p.In, optionField(n, lang), lang, words.T("local.option", "number", n+1, "language", words.T("local.lang."+lang))))
		}
		line.Exclusive = option{ID: "f-" + line.Name, Checked: p.In.Value(line.Name) != ""}
		p.Options = append(p.Options, line)
	}
}

func localField(in *entered, name, lang, label string) localText {
	in.call(name, label)
	return localText{in.Named("text", name, label), lang}
}
