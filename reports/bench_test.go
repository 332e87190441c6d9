package reports

import (
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// BenchmarkReport makes the report of a typical school, and in the same run lets excelize write the same texts and numbers into as many sheets,
// without looks, tables and charts. The metric times-bare is what the rest costs.
func BenchmarkReport(b *testing.B) {
	v, p := typical().view(), bundle().Printer("nb")
	book := Build(v, p)
	var report, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if err := Write(io.Discard, Build(v, p)); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if err := writeBare(book); err != nil {
			b.Fatal(err)
		}
		report, bare = report+middle.Sub(start), bare+time.Since(middle)
	}
	b.ReportMetric(float64(report.Nanoseconds())/float64(b.N), "ns/report")
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N), "ns/bare")
	b.ReportMetric(report.Seconds()/bare.Seconds(), "times-bare")
}

// BenchmarkBuild is the layout alone.
func BenchmarkBuild(b *testing.B) {
	v, p := typical().view(), bundle().Printer("nb")
	for b.Loop() {
		Build(v, p)
	}
}

func writeBare(book *Book) error {
	f := excelize.NewFile()
	defer f.Close()
	for _, s := range book.Sheets {
		if _, err := f.NewSheet(s.Name); err != nil {
			return err
		}
		for y, row := range s.Rows {
			for x, c := range row {
				if err := writeBareCell(f, s.Name, cellName(x+1, y+1), c); err != nil {
					return err
				}
			}
		}
	}
	return f.Write(io.Discard)
}

func writeBareCell(f *excelize.File, sheet, at string, c Cell) error {
	switch c.Kind {
	case Text:
		return f.SetCellStr(sheet, at, c.Text)
	case Number:
		return f.SetCellFloat(sheet, at, c.Number, -1, 64)
	case Day:
		return f.SetCellInt(sheet, at, serial(c.Day))
	}
	return nil
}
