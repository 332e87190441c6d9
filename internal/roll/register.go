package roll

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// unit is a unit of the national register, of a list or in full, in version 3 or 4. Names are matched whatever letters are capital.
type unit struct {
	Organisasjonsnummer  string
	Orgnr                string // version 3
	Navn                 string
	Kommunenummer        string // of a list
	Kommunenr            string // version 3
	Kommune              *region
	Fylke                *region
	Maalform             json.RawMessage // {"Id": "B"}; in older files a word
	AntallAnsatte        *int
	AnsatteTil           *int // version 3, where it is the same as AnsatteFra
	ErAktiv              *bool
	ErSkole              *bool
	ErGrunnskole         bool
	ErVideregaaendeSkole bool
	ErPrivatskole        bool
	Utgaattype           *coded
	UtgaattDato          string
	ForeldreRelasjoner   []struct {
		Enhet struct {
			Organisasjonsnummer, Orgnr, Navn string
		}
		Relasjonstype coded
	}
}

// region is a municipality or a county.
type region struct {
	Kommunenummer, Kommunenr   string
	Organisasjonsnummer, Orgnr string
}

type coded struct {
	ID   string `json:"Id"`
	Navn string
}

// answer is a list of units, or one of them.
type answer struct {
	EnhetListe []unit
	Enheter    []unit // version 3
	unit
}

func readRegister(r io.Reader, limits Limits) (*File, error) {
	most := limits.Bytes
	if most == 0 {
		most = 256 << 20
	}
	limited := &io.LimitedReader{R: r, N: most + 1}
	file := &File{Register: true}
	decoder := json.NewDecoder(skipMark(limited))
	for number := 0; ; {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		switch {
		case limited.N <= 0:
			return nil, fmt.Errorf("%w: the limit is %d bytes", tabular.ErrTooLarge, most)
		case errors.Is(err, io.EOF) && number == 0:
			return nil, ErrNoSchools
		case errors.Is(err, io.EOF):
			return file, nil
		case err != nil:
			return nil, fmt.Errorf("%w (%w)", ErrNoSchools, err)
		}
		units, err := unitsOf(raw)
		if err != nil {
			return nil, fmt.Errorf("%w (%w)", ErrNoSchools, err)
		}
		for _, u := range units {
			number++
			if err := file.take(number, u); err != nil {
				return nil, fmt.Errorf("%w (unit %d: %w)", ErrNoSchools, number, err)
			}
		}
	}
}

// skipMark leaves out the mark that some programs begin a text with.
func skipMark(r io.Reader) io.Reader {
	mark := make([]byte, 3)
	n, _ := io.ReadFull(r, mark)
	return io.MultiReader(strings.NewReader(strings.TrimPrefix(string(mark[:n]), "\ufeff")), r)
}

// unitsOf reads one answer: an array of units, a list, or one unit.
func unitsOf(raw json.RawMessage) ([]unit, error) {
	if len(raw) > 0 && raw[0] == '[' {
		var answers []answer
		err := json.Unmarshal(raw, &answers)
		var units []unit
		for _, a := range answers {
			units = append(units, a.units()...)
		}
		return units, err
	}
	var a answer
	err := json.Unmarshal(raw, &a)
	return a.units(), err
}

func (a answer) units() []unit {
	switch {
	case a.EnhetListe != nil:
		return a.EnhetListe
	case a.Enheter != nil:
		return a.Enheter
	}
	return []unit{a.unit}
}

// take adds a unit. Every unit has a number, a name, and says whether it is a school and still there: where that is missing the format has
// changed, and reading on would be guessing.
func (f *File) take(number int, u unit) error {
	orgnr := first(u.Organisasjonsnummer, u.Orgnr)
	if orgnr == "" || u.ErAktiv == nil || u.ErSkole == nil {
		return errors.New("no Organisasjonsnummer, ErAktiv or ErSkole")
	}
	if !*u.ErSkole || !u.ErGrunnskole && !u.ErVideregaaendeSkole || strings.Trim(orgnr, "0123456789") != "" {
		f.Others++
		return nil
	}
	e := programme.RollEntry{Row: number, Orgnr: orgnr, Name: u.Navn, Municipality: first(u.Kommunenummer, u.Kommunenr), WrittenForm: u.writtenForm()}
	if u.Kommune != nil {
		e.Municipality = first(u.Kommune.Kommunenummer, u.Kommune.Kommunenr, e.Municipality)
	}
	for _, staff := range []*int{u.AntallAnsatte, u.AnsatteTil} {
		if staff != nil && *staff > 0 { // the register has 0 where nothing was reported
			e.Staff = staff
			break
		}
	}
	e.Owner = u.owner()
	if !*u.ErAktiv {
		u.close(&e)
	}
	f.Roll.Entries = append(f.Roll.Entries, e)
	return nil
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// writtenForm is B or N, or a word in older files; other schools have none, and nothing is said of theirs.
func (u unit) writtenForm() string {
	var c coded
	if json.Unmarshal(u.Maalform, &c) != nil { // what is neither says nothing
		json.Unmarshal(u.Maalform, &c.ID)
	}
	var e programme.RollEntry
	readWrittenForm(&e, c.ID)
	return e.WrittenForm
}

func (u unit) owner() (o programme.RollOwner) {
	for _, relation := range u.ForeldreRelasjoner {
		if !strings.EqualFold(relation.Relasjonstype.Navn, "Eierstruktur") {
			continue
		}
		o.Orgnr, o.Name = first(relation.Enhet.Organisasjonsnummer, relation.Enhet.Orgnr), relation.Enhet.Navn
		break
	}
	has := func(r *region) bool { return r != nil && o.Orgnr == first(r.Organisasjonsnummer, r.Orgnr) }
	switch {
	case o.Orgnr == "":
	case u.ErPrivatskole:
		o.Kind = programme.Private
	case has(u.Kommune):
		o.Kind = programme.Municipality
	case has(u.Fylke), !u.ErGrunnskole:
		o.Kind = programme.County
	default:
		o.Kind = programme.Municipality
	}
	return o
}

// merged is the reason of a unit that has gone into another one; there are those for duplicates, other trades and plain closing, too.
const merged = "F"

func (u unit) close(e *programme.RollEntry) {
	e.Gone = true
	e.Merged = u.Utgaattype != nil && u.Utgaattype.ID == merged
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, u.UtgaattDato); err == nil {
			if layout == time.RFC3339Nano {
				at = at.In(i18n.Oslo)
			}
			year, month, day := at.Date()
			e.Closed = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
			return
		}
	}
	if u.UtgaattDato != "" {
		e.Problems = append(e.Problems, programme.Problem{Field: "closed", Code: "day", Detail: u.UtgaattDato})
	}
}
