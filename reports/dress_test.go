package reports

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/internal/brand"
	"tilstand/internal/testkit"
	"tilstand/internal/testkit/workbook"
)

// emblem is a logo of 300 by 100 pixels.
func emblem(t testing.TB) brand.Logo {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for x := 20; x < 280; x++ {
		picture.Set(x, 50, color.NRGBA{0x0A, 0x6B, 0x3D, 0xFF})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	logo, err := brand.ReadLogo(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return logo
}

// dressed is a workbook in the look of its owner.
func dressed(t testing.TB, b *Book, look brand.Brand) []byte {
	t.Helper()
	b.Dress(look, "Fjordvik kommune", bundle().Printer("nb"))
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The cover has the logo, in its own proportions and with words for it, above the name; heads of tables have the main colour with text that can be read upon
// it, headings and marks the text colour. Targets, steps and warnings keep theirs.
func TestAWorkbookInAnOwnersLook(t *testing.T) {
	t.Parallel()
	look := brand.Brand{Logo: emblem(t), Main: "#FFCC00", Text: "#0A6B3D"}
	for name, book := range map[string]*Book{
		"school": Build(typical().view(), bundle().Printer("nb")),
		"owner":  BuildOwner(ownerFixture(12), bundle().Printer("nb")),
	} {
		sheets := len(book.Sheets)
		xlsx := dressed(t, book, look)
		f, err := excelize.OpenReader(bytes.NewReader(xlsx))
		if err != nil {
			t.Fatal(err)
		}
		cover := f.GetSheetName(0)
		pictures, err := f.GetPictures(cover, "A1")
		if err != nil || len(pictures) != 1 || !bytes.Equal(pictures[0].File, look.Logo.Content) {
			t.Fatalf("%s: %d pictures on the cover, %v", name, len(pictures), err)
		}
		if got := pictures[0].Format; got.AltText != "Logoen til Fjordvik kommune" || got.ScaleX != got.ScaleY || got.ScaleY*100 > (bannerHeight-6)*pointPixels+1 {
			t.Errorf("%s: the logo is %+v", name, got)
		}
		if height, err := f.GetRowHeight(cover, 1); err != nil || height < bannerHeight {
			t.Errorf("%s: the row of the logo is %v high, %v", name, height, err)
		}
		if title := styleAt(t, f, cover, "A2"); title.Font.Color != "0A6B3D" {
			t.Errorf("%s: the title is %s", name, title.Font.Color)
		}
		sheet := f.GetSheetList()[2]
		head := styleAt(t, f, sheet, headAt(t, f, sheet))
		if head.Font.Color != "000000" || len(head.Fill.Color) != 1 || head.Fill.Color[0] != "FFCC00" {
			t.Errorf("%s: the head of a table is %v on %v", name, head.Font.Color, head.Fill.Color)
		}
		charts := ""
		for part, content := range workbook.Parts(t, xlsx) {
			if strings.HasPrefix(part, "xl/charts/") {
				charts += content
			}
		}
		if !strings.Contains(charts, "0A6B3D") || strings.Contains(charts, conditionColor) || !strings.Contains(charts, targetColor) {
			t.Errorf("%s: charts have other colours", name)
		}
		if len(f.GetSheetList()) != sheets {
			t.Errorf("%s: %d sheets, and %d without a look", name, len(f.GetSheetList()), sheets)
		}
	}
}

// A look adds the row of the logo to the cover, and changes no cell of any other sheet.
func TestALookChangesNoFigure(t *testing.T) {
	t.Parallel()
	without := workbook.Dump(t, dressed(t, Build(typical().view(), bundle().Printer("nn")), brand.Brand{}))
	with := workbook.Dump(t, dressed(t, Build(typical().view(), bundle().Printer("nn")), brand.Brand{Logo: emblem(t), Main: "#14304F"}))
	const second = "\nsheet \"Samandrag\""
	_, before, _ := strings.Cut(without, second)
	cover, after, _ := strings.Cut(with, second)
	if diff := cmp.Diff(before, after); diff != "" || after == "" {
		t.Errorf("sheets behind the cover: %s", diff)
	}
	testkit.Golden(t, "dressed.nn.txt", cover)
}

func styleAt(t testing.TB, f *excelize.File, sheet, cell string) *excelize.Style {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// headAt is the first cell of a sheet's first table.
func headAt(t testing.TB, f *excelize.File, sheet string) string {
	t.Helper()
	tables, err := f.GetTables(sheet)
	if err != nil || len(tables) == 0 {
		t.Fatalf("sheet %s: %d tables, %v", sheet, len(tables), err)
	}
	at, _, _ := strings.Cut(tables[0].Range, ":")
	return at
}

// Marks never look like targets, and text upon a colour can be read.
func TestColorsOf(t *testing.T) {
	t.Parallel()
	house := ColorsOf(brand.Brand{})
	for name, c := range map[string]struct {
		look brand.Brand
		want func(*Colors)
	}{
		"dark": {brand.Brand{Main: "#4A0E4E"}, func(c *Colors) {
			c.Head, c.Heading, c.Condition, c.Interval = "#4A0E4E", "#4A0E4E", "#4A0E4E", brand.Color("#4A0E4E").Tint(intervalTint)
		}},
		"light":            {brand.Brand{Main: "#FFCC00"}, func(c *Colors) { c.Head, c.Upon = "#FFCC00", brand.Black }},
		"that of targets":  {brand.Brand{Text: "#B34700"}, func(c *Colors) { c.Heading = "#B34700" }},
		"close to targets": {brand.Brand{Text: "#A8440A"}, func(c *Colors) { c.Heading = "#A8440A" }},
	} {
		want := house
		c.want(&want)
		if got := ColorsOf(c.look); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
