package dataset

import (
	"io"
	"strconv"

	"tilstand/analytics"
	"tilstand/surveys/ddi"
)

// formats are what the codebook calls types.
var formats = map[Type]string{Text: "character", Whole: "numeric", Decimal: "numeric", Day: "date", Flag: "numeric"}

// WriteCodebook writes what the columns and values mean as DDI-Codebook 2.5, in the set's language.
func WriteCodebook(w io.Writer, s *Set) error {
	t := ddi.Table{ID: s.Name, Title: s.Title, Abstract: s.words.T("data.abstract"), Lang: s.Lang, Rows: s.Len}
	for _, extension := range []string{"csv", "xlsx", "parquet", "sav"} {
		t.Files = append(t.Files, s.Name+"."+extension)
	}
	for _, c := range s.Columns {
		t.Columns = append(t.Columns, ddi.Column{Name: c.Name, Label: s.Label(c), About: s.About(c), Format: formats[c.Type], Values: s.ddiValues(c)})
	}
	return ddi.WriteTable(w, t)
}

func (s *Set) ddiValues(c Column) (values []ddi.Value) {
	for _, code := range s.Codes(c) {
		values = append(values, ddi.Value{Key: code.Key, Label: code.Label})
	}
	if c.Type == Flag {
		values = append(values, ddi.Value{Key: "0", Label: s.words.T("data.flag.no")}, ddi.Value{Key: "1", Label: s.words.T("data.flag.yes")})
	}
	if c.Figure { // in the SPSS file
		for _, state := range []analytics.State{analytics.Hidden, analytics.NoData, analytics.NotAsked} {
			key := strconv.FormatFloat(Missing[state], 'f', -1, 64)
			values = append(values, ddi.Value{Key: key, Label: s.words.Say(state.Label()), Missing: true})
		}
	}
	return values
}
