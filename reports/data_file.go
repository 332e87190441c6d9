package reports

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/reports/dataset"
)

// DataFile is a form in which released figures leave.
type DataFile struct {
	Extension   string // of its name, and what it is asked for with
	ContentType string
	write       func(ctx context.Context, w io.Writer, s *dataset.Set, p i18n.Printer) error
}

// DataFiles are the forms in which released figures leave, the one for most people first, and the archive of all the others last.
func DataFiles() []DataFile {
	return []DataFile{
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(_ context.Context, w io.Writer, s *dataset.Set, p i18n.Printer) error {
			return writeDataBook(w, s, p)
		}},
		{"csv", "text/csv; charset=utf-8", func(_ context.Context, w io.Writer, s *dataset.Set, _ i18n.Printer) error { return writeDataCSV(w, s) }},
		{"sav", "application/x-spss-sav", func(_ context.Context, w io.Writer, s *dataset.Set, _ i18n.Printer) error {
			return dataset.WriteSPSS(w, s)
		}},
		{"parquet", "application/vnd.apache.parquet", func(ctx context.Context, w io.Writer, s *dataset.Set, _ i18n.Printer) error {
			return dataset.WriteParquet(ctx, w, s)
		}},
		{"xml", "application/xml; charset=utf-8", func(_ context.Context, w io.Writer, s *dataset.Set, _ i18n.Printer) error {
			return dataset.WriteCodebook(w, s)
		}},
		{"R", "text/plain; charset=utf-8", func(_ context.Context, w io.Writer, s *dataset.Set, _ i18n.Printer) error {
			_, err := io.WriteString(w, dataset.Script(s))
			return err
		}},
		{"zip", "application/zip", writeDataArchive},
	}
}

// DataFileOf finds a form by its extension.
func DataFileOf(extension string) (DataFile, bool) {
	all := DataFiles()
	i := slices.IndexFunc(all, func(f DataFile) bool { return f.Extension == extension })
	if i < 0 {
		return DataFile{}, false
	}
	return all[i], true
}

// Write writes the set in this form, in the language of the printer.
func (f DataFile) Write(ctx context.Context, w io.Writer, s *dataset.Set, p i18n.Printer) error {
	if err := f.write(ctx, w, s, p); err != nil {
		return fmt.Errorf("write %s.%s: %w", s.Name, f.Extension, err)
	}
	return nil
}

// writeDataCSV writes the one dialect that package dataset describes. Texts are made harmless.
func writeDataCSV(w io.Writer, s *dataset.Set) error {
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	var line []string
	for _, c := range s.Columns {
		line = append(line, c.Name)
	}
	lines.Write(line) // errors are kept until the end
	var failed error
	for _, values := range s.Values(&failed) {
		for i, v := range values {
			line[i] = v.String()
			if s.Columns[i].Type == dataset.Text {
				line[i] = Harmless(line[i])
			}
		}
		lines.Write(line)
	}
	lines.Flush()
	return errors.Join(failed, lines.Error())
}

// writeDataArchive writes all other forms into one ZIP file, but a workbook of a set that is too long for one. Its times are those of the figures, so that the same figures make the same file.
func writeDataArchive(ctx context.Context, w io.Writer, s *dataset.Set, p i18n.Printer) error {
	archive := zip.NewWriter(w)
	for _, f := range DataFiles() {
		if f.Extension == "zip" || f.Extension == "xlsx" && tooLong(s) {
			continue
		}
		part, err := archive.CreateHeader(&zip.FileHeader{Name: s.Name + "." + f.Extension, Method: zip.Deflate, Modified: s.Made})
		if err != nil {
			return err
		}
		if err := f.Write(ctx, part, s, p); err != nil {
			return err
		}
	}
	return archive.Close()
}
