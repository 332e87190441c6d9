package dataset

import (
	_ "embed"
	"strings"
)

// script reads the files and makes a table of the condition; the two marks in it stand for the name of the files and for what its columns are made of.
//
//go:embed read.R
var script string

// Script is a program in R that reads the files of the set and makes a table of them.
func Script(s *Set) string {
	columns := `paste(data$orgnr, data$closing_date, data$phase)`
	rows := `data$group == "total"`
	if s.kind == Editions {
		columns, rows = `data$group`, `TRUE`
	}
	return strings.NewReplacer("@NAME@", s.Name, "@COLUMNS@", columns, "@ROWS@", rows).Replace(script)
}
