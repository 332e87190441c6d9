package dataset

import (
	"context"
	"errors"
	"io"
	"iter"

	"tilstand/internal/duckdb"
)

// sqlTypes are the types of columns in Parquet.
var sqlTypes = map[Type]string{Text: "VARCHAR", Whole: "INTEGER", Decimal: "DOUBLE", Day: "DATE", Flag: "INTEGER"}

// WriteParquet writes the set as a Parquet file. Texts are as they were written; what is empty is NULL.
func WriteParquet(ctx context.Context, w io.Writer, s *Set) error {
	var made []duckdb.ParquetColumn
	for _, c := range s.Columns {
		made = append(made, duckdb.ParquetColumn{Name: c.Name, Type: sqlTypes[c.Type]})
	}
	var failed error
	err := duckdb.WriteParquet(ctx, w, s.dir, made, s.sqlRows(&failed))
	return errors.Join(failed, err)
}

func (s *Set) sqlRows(failed *error) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, len(s.Columns))
		for _, values := range s.Values(failed) {
			for i, v := range values {
				row[i] = v.sql(s.Columns[i].Type)
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (v Value) sql(t Type) any {
	switch {
	case !v.There:
		return nil
	case t == Text:
		return v.Text
	case t == Day:
		return v.Day
	case t == Decimal:
		return v.Number
	}
	return int32(v.Number)
}
