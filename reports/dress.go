package reports

import (
	_ "image/jpeg" // excelize asks how large a logo is
	_ "image/png"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/brand"
	"tilstand/internal/i18n"
)

// Dress gives a book the logo and colours of an owner. The zero brand leaves it as it is. Colours that carry a meaning stay: those of the steps of a
// scale, that of targets, and that of warnings.
func (b *Book) Dress(in brand.Brand, owner string, p i18n.Printer) {
	if b.Brand = in; in.Logo.None() || len(b.Sheets) == 0 {
		return
	}
	b.Logo = p.T("brand.logo_of", "owner", owner)
	cover := &b.Sheets[0]
	cover.Rows = append([][]Cell{{{Kind: Empty, Look: Banner}}}, cover.Rows...)
}

// The logo stands in a box on top of the cover, as high as the row.
const (
	bannerHeight = 54  // points: 19 mm
	logoWidth    = 180 // points
	pointPixels  = 96.0 / 72
)

// logo puts the picture on the cover, in its own proportions.
func (w *writer) logo() error {
	l := w.book.Brand.Logo
	if l.None() {
		return nil
	}
	scale := min(logoWidth*pointPixels/float64(l.Width), (bannerHeight-6)*pointPixels/float64(l.Height))
	extension := map[string]string{"image/png": ".png", "image/jpeg": ".jpg"}[l.Type]
	return w.f.AddPictureFromBytes(w.book.Sheets[0].Name, "A1", &excelize.Picture{
		Extension: extension, File: l.Content,
		Format: &excelize.GraphicOptions{AltText: visible(w.book.Logo), ScaleX: scale, ScaleY: scale, LockAspectRatio: true, OffsetX: 2, OffsetY: 2, Positioning: "oneCell"},
	})
}

// Colors are those of a document that an owner can choose.
type Colors struct {
	Head, Upon          brand.Color // of heads of tables, and of the text in them
	Heading             brand.Color // of headings on white
	Condition, Interval brand.Color // of marks in charts
}

// apart is how different a mark has to look from that of a target, which is in the same chart.
const apart = 0.15

// ColorsOf are the house's colours but for those that an owner has chosen.
func ColorsOf(b brand.Brand) Colors {
	c := Colors{Head: "#" + navy, Upon: brand.White, Heading: "#" + navy, Condition: "#" + conditionColor, Interval: "#" + intervalColor}
	if b.Main != "" {
		c.Head, c.Upon = b.Main, b.Main.Upon()
	}
	if heading := b.Heading(); heading != "" {
		c.Heading = heading
	}
	if mark, ok := MarkColor(b); ok {
		c.Condition, c.Interval = mark, mark.Tint(intervalTint)
	}
	return c
}

// intervalTint is how much of the colour of a figure is in that of its interval.
const intervalTint = 0.4

// MarkColor is the colour that a brand gives to the marks of the condition in charts. It gives none where they would look like those of targets, which
// keep theirs in all workbooks.
func MarkColor(b brand.Brand) (c brand.Color, ok bool) {
	c = b.Heading()
	return c, c != "" && c.Apart("#"+targetColor) >= apart
}
