package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// Fields that say what columns and values mean. A field that belongs to an item ends with its id; one that belongs to a value of the
// file ends with the value, encoded, because browsers change some characters in the name of a field.
const (
	itemPrefix       = "item."  // value: a column, or notAsked
	codePrefix       = "code."  // + scale + "." + encoded value; value: a code
	groupPrefix      = "group." // + encoded value; value: a staff group
	fieldGroupColumn = "group_column"
	columnMark       = "=" // before the name of a column, so that no name can be mistaken for anything else
	notAsked         = "not_asked"
)

// readAbout reads which survey it was. What cannot be read becomes a problem of its field.
func (s *Server) readAbout(im *importing) {
	in := im.in
	phase, instrument, _ := strings.Cut(in.Value(fieldWhat), "/")
	im.spec = surveys.ImportSpec{School: im.school.ID, Phase: programme.PhaseKey(phase), Instrument: instrument, Counts: readCounts(in, s.groupsAsked(in))}
	im.spec.Opened, im.spec.Closed = readDay(in, fieldOpened), readDay(in, fieldClosed)
	var err error
	if im.spec.MinGroup, err = strconv.Atoi(squeeze(in.Value(fieldMinGroup))); err != nil {
		in.refuse(fieldMinGroup, "number")
		im.spec.MinGroup = surveys.DefaultMinGroup
	}
}

// readAnswers reads the file, or the one that came with an earlier upload and what its columns and values mean.
func (im *importing) readAnswers(r *request) {
	in := im.in
	if r.file != nil {
		im.fresh = true
		im.readFile(r.file, r.words)
		return
	}
	if text := in.Value(fieldSheet); text != "" {
		sheet := new(surveys.Sheet)
		if err := sheet.UnmarshalText([]byte(text)); err != nil {
			in.refuse(fieldFile, "file_again")
			return
		}
		im.spec.Sheet = sheet
		im.spec.Map = readMap(in)
	}
}

// readDay reads a date; an empty field is the zero time.
func readDay(in *entered, name string) time.Time {
	if in.Value(name) == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, squeeze(in.Value(name)))
	if err != nil {
		in.refuse(name, "date")
	}
	return day
}

// readFile reads an upload. A file with rows that cannot be read is not worked on any further: leaving rows out is for its owner to decide.
func (im *importing) readFile(file []byte, words i18n.Printer) {
	var faults tabular.Faults
	sheet, err := readTable(file, &faults)
	if duplicate, ok := errors.AsType[*tabular.FaultError](err); ok {
		faults = tabular.Faults{List: duplicate.List, N: duplicate.N}
	} else if err != nil {
		im.in.refuse(fieldFile, fileProblem(err))
		return
	}
	for _, fault := range faults.List {
		im.broken = append(im.broken, tableFault(words, fault))
	}
	if faults.N == 0 {
		im.spec.Sheet = sheet
	}
}

func readTable(file []byte, faults *tabular.Faults) (*surveys.Sheet, error) {
	table, err := tabular.Read(bytes.NewReader(file), tabular.Options{Limits: tabular.Limits{Bytes: importFile}})
	if err != nil {
		return nil, err
	}
	sheet, err := surveys.ReadSheet(table, faults)
	return sheet, errors.Join(err, table.Close())
}

// fileProblem is the code of what keeps a file from being a table.
func fileProblem(err error) string {
	switch {
	case errors.Is(err, tabular.ErrEmpty):
		return "file_empty"
	case errors.Is(err, tabular.ErrOldWorkbook):
		return "file_old"
	case errors.Is(err, tabular.ErrTooLarge):
		return "file_large"
	}
	return "file_kind"
}

// tableFault words a row that cannot be read.
func tableFault(words i18n.Printer, fault tabular.Fault) string {
	switch fault.Problem {
	case tabular.DuplicateColumn:
		return words.T("import.table.duplicate", "column", fault.Column)
	case tabular.Cells:
		return words.T("import.table.cells", "row", fault.Row, "columns", fault.Allowed)
	case tabular.Quote:
		return words.T("import.table.quote", "row", fault.Row)
	}
	return words.T("import.table.long", "row", fault.Row, "column", fault.Column)
}

// readMap reads what columns and values mean.
func readMap(in *entered) surveys.ImportMap {
	m := surveys.ImportMap{Items: map[surveys.ItemID]string{}, Codes: map[string]map[string]int8{}, Groups: map[string]string{}}
	m.GroupColumn, _ = strings.CutPrefix(in.Value(fieldGroupColumn), columnMark)
	for name := range in.values {
		chosen := in.Value(name)
		if chosen == "" {
			continue
		}
		if id, ok := strings.CutPrefix(name, itemPrefix); ok {
			if column, ok := strings.CutPrefix(chosen, columnMark); ok {
				m.Items[surveys.ItemID(id)] = column
			} else {
				m.NotAsked = append(m.NotAsked, surveys.ItemID(id))
			}
		} else if encoded, ok := strings.CutPrefix(name, groupPrefix); ok {
			m.Groups[decodeValue(encoded)] = chosen
		} else if rest, ok := strings.CutPrefix(name, codePrefix); ok {
			dot := strings.LastIndexByte(rest, '.') // the key of an option may have points of its own
			if dot < 0 {
				continue
			}
			scale, encoded := rest[:dot], rest[dot+1:]
			code, err := strconv.ParseInt(chosen, 10, 8)
			if err != nil {
				continue // no select box offers it
			}
			if m.Codes[scale] == nil {
				m.Codes[scale] = map[string]int8{}
			}
			m.Codes[scale][decodeValue(encoded)] = int8(code)
		}
	}
	return m
}

func encodeValue(value string) string { return base64.RawURLEncoding.EncodeToString([]byte(value)) }

// decodeValue is the inverse of encodeValue. What is not encoded stands for no value that a file has.
func decodeValue(encoded string) string {
	value, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return encoded
	}
	return string(value)
}
