package web

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strconv"
	"time"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/reports"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// Data files are releases and editions as one long table, for those who calculate on. What is in them is what the visitor may see: a school's own
// people get all, its owner what the school shares, and the programme its editions.

// figures are what a set of files is made of.
type figures struct {
	home        choice // the page that they hang on
	title, lead string
	none        string   // what to say where there are no figures
	path        string   // of the page
	query       string   // that the files are asked for with; "?wave=…" or empty
	waves       []choice // of a school, to choose from
	source      dataset.Source
	lined       iter.Seq2[analytics.Lined, error]
	edition     *analytics.Edition
}

// finding finds the figures that a path is about.
type finding func(*request) (*figures, error)

// there reports whether there are any, and whether they are made up: those of a data folder are it all, or none is.
func (f *figures) there() (ok, synthetic bool, err error) {
	if f.edition != nil {
		return true, f.edition.Synthetic, nil
	}
	for l, err := range f.lined {
		return err == nil, err == nil && l.School.Synthetic, err
	}
	return false, false, nil
}

// set gathers the figures. Its caller closes it.
func (s *Server) set(r *request, f *figures) (*dataset.Set, error) {
	if f.edition != nil {
		return dataset.OfEdition(f.source, s.scratch, f.edition, r.words)
	}
	return dataset.OfReleases(f.source, s.scratch, f.lined, r.words)
}

// schoolFigures are those of a school, or with the query wave those of one survey.
func (s *Server) schoolFigures(r *request) (*figures, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	lined, err := s.linedFor(r, school)
	if err != nil {
		return nil, err
	}
	f := &figures{
		home: choice{Href: "/schools/" + school.Orgnr, Name: school.Name}, title: r.words.T("data.of_school", "school", school.Name),
		lead: r.words.T("data.lead_school"), none: r.words.T("data.none_school"), path: "/schools/" + school.Orgnr + "/data",
		source: dataset.Source{Title: school.Name, Name: "tilstand-" + school.Orgnr},
	}
	return f, s.narrow(r, f, lined)
}

// linedFor are a school's releases as far as the visitor may see them.
func (s *Server) linedFor(r *request, school programme.School) ([]analytics.Lined, error) {
	releases, err := s.analytics.SharedReleases(school.ID, surveys.SharesAll)
	if r.belongs() {
		releases, err = s.analytics.Releases(school.ID)
	}
	if err != nil {
		return nil, err
	}
	return s.analytics.Line(releases)
}

// narrow offers a school's waves, and takes the one that the query asks for, or all.
func (s *Server) narrow(r *request, f *figures, lined []analytics.Lined) error {
	wanted := surveys.WaveID(r.query.Get("wave"))
	f.waves = []choice{{Href: f.path, Name: r.words.T("data.all_waves"), Current: wanted == ""}}
	var left []analytics.Lined
	for _, l := range lined {
		name, err := s.waveTitle(r, l)
		if err != nil {
			return err
		}
		c := choice{Href: f.path + "?wave=" + url.QueryEscape(string(l.Wave.ID)), Name: name, Count: r.words.Date(l.Wave.Closed.Time()), Current: l.Wave.ID == wanted}
		f.waves = append(f.waves, c)
		if c.Current {
			left = append(left, l)
			f.source.Name += "-" + string(l.Wave.Phase) + "-" + string(l.Wave.Closed)
			f.source.Title += ", " + c.Name + ", " + c.Count
		}
	}
	switch {
	case wanted == "":
		f.lined = dataset.Each(lined)
		return nil
	case left == nil:
		return errNotFound
	}
	f.lined, f.query = dataset.Each(left), "?wave="+url.QueryEscape(string(wanted))
	return nil
}

// waveTitle is the phase of a wave, and what was asked where that is not the state survey of staff.
func (s *Server) waveTitle(r *request, l analytics.Lined) (string, error) {
	wave, err := s.surveys.Wave(l.Wave.ID)
	if err != nil {
		return "", err
	}
	in := s.surveys.InstrumentOf(wave)
	phase, _ := programme.Builtin().Phase(l.Wave.Phase)
	name := phaseTitle(r.words, analytics.PhaseHead{Key: phase.Key, Name: phase.Name, Short: phase.Short})
	if in.Kind == surveys.StateInstrument && in.Audience == surveys.Staff {
		return name, nil
	}
	return name + ": " + in.Title.In(r.words.Lang()), nil
}

// ownerFigures are what schools share with their owner.
func (s *Server) ownerFigures(r *request) (*figures, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	return &figures{
		home: choice{Href: "/owners/" + owner.Orgnr, Name: owner.Name}, title: r.words.T("data.of_owner", "owner", owner.Name),
		lead: r.words.T("data.lead_owner"), none: r.words.T("data.none"), path: "/owners/" + owner.Orgnr + "/data",
		source: dataset.Source{Title: owner.Name, Name: "tilstand-" + owner.Orgnr},
		lined:  s.analytics.SharedLines(s.programme.SchoolsOf(owner.ID), surveys.SharesAll),
	}, nil
}

// editionFigures are those of the edition in the path.
func (s *Server) editionFigures(find func(*request) (editionScope, error)) finding {
	return func(r *request) (*figures, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		e, err := s.numbered(r, scope)
		if err != nil {
			return nil, err
		}
		at := scope.address() + "/" + strconv.Itoa(e.Number)
		name := newEditionPage(r.words, scope, e.View()).Title
		return &figures{
			home: choice{Href: at, Name: name}, title: r.words.T("data.of_edition", "edition", name), lead: r.words.T("data.lead_edition"), path: at + "/data",
			source: editionSource(name, e), edition: e,
		}, nil
	}
}

// editionSource names the files of an edition.
func editionSource(title string, e *analytics.Edition) dataset.Source {
	whose := e.Scope.Orgnr
	if whose == "" {
		whose = e.Scope.ID
	}
	return dataset.Source{Title: title, Name: fmt.Sprintf("tilstand-%s-%d", whose, e.Number)}
}

// dataPage is templates/data.html.
type dataPage struct {
	Page
	Home    choice
	Lead    string
	None    string // why there are no files; empty where there are
	Waves   []choice
	Files   []dataLink
	Columns []dataColumn
}

// dataLink is a file to fetch.
type dataLink struct{ Href, Name, For string }

// dataColumn explains a column.
type dataColumn struct{ Name, Label, About string }

// data is the page that files are fetched from.
func (s *Server) data(find finding) handler {
	return func(_ context.Context, r *request) (reply, error) {
		f, err := find(r)
		if err != nil {
			return nil, err
		}
		p := &dataPage{Page: Page{Title: f.title}, Home: f.home, Lead: f.lead, Waves: f.waves}
		there, synthetic, err := f.there()
		if err != nil {
			return nil, err
		}
		if !there {
			p.None = f.none
			return render("data", p), nil
		}
		p.Synthetic = synthetic
		for _, file := range reports.DataFiles() {
			key := file.Extension
			p.Files = append(p.Files, dataLink{Href: f.path + "/" + key + f.query, Name: r.words.T("data.file." + key), For: r.words.T("data.for." + key)})
		}
		kind := dataset.Releases
		if f.edition != nil {
			kind = dataset.Editions
		}
		for _, c := range dataset.Columns(kind) {
			p.Columns = append(p.Columns, dataColumn{c.Name, c.Label(r.words), c.About(r.words)})
		}
		return render("data", p), nil
	}
}

// dataFile is one of the files.
func (s *Server) dataFile(find finding) handler {
	return func(_ context.Context, r *request) (reply, error) {
		file, ok := reports.DataFileOf(r.param("form"))
		if !ok {
			return nil, errNotFound
		}
		f, err := find(r)
		if err != nil {
			return nil, err
		}
		there, _, err := f.there()
		if err != nil {
			return nil, err
		}
		if !there {
			return nil, errNotFound
		}
		return s.writeData(r, file, f)
	}
}

// dataTime is what a data file may take. That of an owner of two hundred schools takes longer than a page may.
const dataTime = 3 * time.Minute

// writeData makes a file.
func (s *Server) writeData(r *request, file reports.DataFile, f *figures) (reply, error) {
	ctx, cancel := context.WithTimeout(s.work, dataTime)
	defer cancel()
	set, err := s.set(r, f)
	if err != nil {
		return nil, err
	}
	defer set.Close()
	return s.download(set.Name+"."+file.Extension, file.ContentType, func(w io.Writer) error { return file.Write(ctx, w, set, r.words) })
}
