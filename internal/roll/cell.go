package roll

import (
	"strconv"
	"strings"
	"time"

	"tilstand/internal/programme"
)

// text takes a cell as it is.
func text(field func(e *programme.RollEntry) *string) func(*programme.RollEntry, string) string {
	return func(e *programme.RollEntry, cell string) string {
		*field(e) = cell
		return ""
	}
}

// readMunicipality gives back the zero that a spreadsheet takes from a number such as 0301.
func readMunicipality(e *programme.RollEntry, cell string) string {
	if len(cell) == 3 && strings.Trim(cell, "0123456789") == "" {
		cell = "0" + cell
	}
	e.Municipality = cell
	return ""
}

func readWrittenForm(e *programme.RollEntry, cell string) string {
	switch plain(cell) {
	case "nb", "b", "bm", "bokmål", "bokmaal":
		e.WrittenForm = "nb"
	case "nn", "n", "nynorsk":
		e.WrittenForm = "nn"
	default:
		return "written_form"
	}
	return ""
}

func readStaff(e *programme.RollEntry, cell string) string {
	n, err := strconv.Atoi(cell)
	if err != nil {
		return "number"
	}
	e.Staff = &n
	return ""
}

func readKind(e *programme.RollEntry, cell string) string {
	switch plain(cell) {
	case "municipality", "kommune", "kommunal":
		e.Owner.Kind = programme.Municipality
	case "county", "fylkeskommune", "fylkeskommunal":
		e.Owner.Kind = programme.County
	case "private", "privat":
		e.Owner.Kind = programme.Private
	default:
		return "owner_kind"
	}
	return ""
}

func readFrom(e *programme.RollEntry, cell string) (problem string) {
	e.From, problem = readDay(cell)
	return problem
}

func readClosed(e *programme.RollEntry, cell string) (problem string) {
	e.Gone = true
	e.Closed, problem = readDay(cell)
	return problem
}

func readInto(e *programme.RollEntry, cell string) string {
	e.Gone, e.Merged, e.Into = true, true, cell
	return ""
}

// spreadsheetZero is day 0 of a spreadsheet: its day 1 is 1 January 1900, and it counts a 29 February 1900 that there was not.
var spreadsheetZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// readDay reads a day as it is written in Norway, as 2026-08-01, and as a spreadsheet stores it: the number of days.
func readDay(cell string) (day time.Time, problem string) {
	for _, layout := range []string{time.DateOnly, "2.1.2006", "02.01.2006", "2/1/2006"} {
		if day, err := time.Parse(layout, cell); err == nil {
			return day, ""
		}
	}
	const from1954, to2118 = 20_000, 80_000
	if n, err := strconv.Atoi(cell); err == nil && n >= from1954 && n < to2118 {
		return spreadsheetZero.AddDate(0, 0, n), ""
	}
	return time.Time{}, "day"
}
