package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Slips with one-time codes. The service keeps no code and no key to them, so slips are shown in the answer to the form that makes them: to be
// printed, or saved for a mail merge, there and then. The key is made with the empty form and comes back with it; loading the page
// again, or pressing the button twice, therefore shows the same slips. It is in no address, and so in nobody's history.
//
// No page tells which codes have been used, nor of how many groups: whoever handed out the slips could list who has not answered.

const (
	fieldKey    = "key"
	fieldAnew   = "anew" // instead of the first ones, which are lost
	codesPrefix = "codes."
)

// slipsPage is templates/slips.html: how many slips are to be made.
type slipsPage struct {
	Page
	School programme.School
	Wave   surveys.Wave
	What   string
	Made   bool // the first ones
	In     *entered
	Key    surveys.CodeKey
	Groups []inputField // empty when no more can be made
	First  []field      // the counts of the first ones, to be made anew
}

// slipsForm asks how many slips are to be made.
func (s *Server) slipsForm(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	page, err := s.slipsPage(r, wave, entering(nil))
	if err != nil {
		return nil, err
	}
	return render("slips", page), nil
}

func (s *Server) slipsPage(r *request, wave surveys.Wave, in *entered) (*slipsPage, error) {
	school, err := s.programme.School(wave.School)
	if err != nil {
		return nil, err
	}
	left, made, err := s.surveys.LeftToMake(wave.ID)
	if err != nil {
		return nil, err
	}
	page := &slipsPage{Page: r.page("slips.title"), School: school, Wave: wave, What: s.nameOf(r, wave), Made: made, In: in, Key: surveys.NewCodeKey()}
	page.Synthetic, page.Invalid = school.Synthetic, !in.ok()
	if in.values == nil {
		in.values = map[string][]string{}
	}
	for i, first := range wave.FirstCodes() {
		name, label := codesPrefix+strconv.Itoa(int(first.Group)), groupLabel(r.words, wave, first.Group)
		page.First = append(page.First, field{name, strconv.Itoa(first.Codes)})
		in.call(name, label)
		if made && left[i].Codes == 0 {
			continue
		}
		if made {
			label = r.words.T("slips.group_left", "group", label, "count", left[i].Codes)
		} else {
			suggest(in, name, strconv.Itoa(first.Codes))
		}
		page.Groups = append(page.Groups, in.Named("count", name, label))
	}
	in.call(fieldAnew, r.words.T("slips.anew_do"))
	return page, nil
}

// groupLabel names a group of a wave, or everybody.
func groupLabel(words i18n.Printer, wave surveys.Wave, number uint8) string {
	if number == 0 {
		return words.T("turnout.everybody")
	}
	return wave.GroupName(number).In(words.Lang())
}

// makeSlips makes slips and shows them.
func (s *Server) makeSlips(ctx context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	counts := readCodeCounts(in, wave)
	key := surveys.CodeKey(in.Value(fieldKey))
	if in.ok() {
		do := s.surveys.MakeSlips
		if in.Value(fieldAnew) != "" {
			do = s.surveys.RemakeSlips
		}
		err = do(ctx, s.by(r), wave.ID, key, counts)
		if errors.Is(err, surveys.ErrInUse) {
			in.refuse(fieldAnew, "in_use")
			err = nil
		}
		if err = in.take(err); err != nil {
			return nil, err
		}
	}
	if !in.ok() {
		page, err := s.slipsPage(r, wave, in)
		if err != nil {
			return nil, err
		}
		return renderInvalid("slips", page), nil
	}
	return s.printSlips(r, wave, key)
}

// readCodeCounts reads how many slips each group gets; a group left empty gets none.
func readCodeCounts(in *entered, wave surveys.Wave) []surveys.CodeCount {
	var counts []surveys.CodeCount
	for _, first := range wave.FirstCodes() {
		name := codesPrefix + strconv.Itoa(int(first.Group))
		text := squeeze(in.Value(name))
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			in.refuse(name, "number")
			continue
		}
		counts = append(counts, surveys.CodeCount{Group: first.Group, Codes: n})
	}
	return counts
}

// slipsPrintPage is templates/slips_print.html: the slips, to be cut apart.
type slipsPrintPage struct {
	Page
	Wave         surveys.Wave
	Key          surveys.CodeKey
	School       string
	What         string
	Closes       time.Time
	Instructions []instruction
	Slips        []printedSlip
}

// instruction is what to do with a slip, in one language.
type instruction struct{ Lang, Text string }

// printedSlip is a slip as it is printed.
type printedSlip struct {
	Code  string // in groups
	Group string // empty for everybody
	QR    qrPicture
}

// printSlips shows slips in the school's own written form, with what to do in every language.
func (s *Server) printSlips(r *request, wave surveys.Wave, key surveys.CodeKey) (reply, error) {
	slips, err := s.surveys.Slips(wave.ID, key)
	if err != nil {
		return nil, err
	}
	page := &slipsPrintPage{Page: r.page("slips.title"), Wave: wave, Key: key, School: wave.SchoolName, Closes: wave.ClosesAt}
	if school, err := s.programme.School(wave.School); err == nil {
		page.Synthetic = school.Synthetic
		page.What = s.surveys.InstrumentOf(wave).Title.In(school.WrittenForm)
	}
	page.Path = "/waves/" + string(wave.ID) + "/slips"
	for _, lang := range i18n.Languages {
		page.Instructions = append(page.Instructions, instruction{lang, s.words.Printer(lang).T("slips.instruction", "address", s.base.Host)})
	}
	for _, slip := range slips {
		printed := printedSlip{Code: slip.Code.Grouped(), Group: wave.GroupName(slip.Group).In(r.words.Lang())}
		if printed.QR, err = qrOf(s.link("/s/" + string(slip.Code))); err != nil {
			return nil, err
		}
		page.Slips = append(page.Slips, printed)
	}
	return render("slips_print", page), nil
}

// slipsFile is the same slips for a mail merge.
func (s *Server) slipsFile(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	slips, err := s.surveys.Slips(wave.ID, surveys.CodeKey(r.form.Get(fieldKey)))
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	err = surveys.WriteSlips(&file, wave, slips, r.words.Lang(), func(code surveys.LinkCode) string { return s.link("/s/" + string(code)) })
	if err != nil {
		return nil, fmt.Errorf("slips as a file: %w", err)
	}
	return attachment{name: "koder.csv", contentType: "text/csv; charset=utf-8", body: file.Bytes()}, nil
}
