package brand

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"tilstand/internal/programme"
)

// drawn is a picture with a dark bar on a clear ground.
func drawn(w, h int) *image.NRGBA {
	picture := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := h / 4; y < 3*h/4; y++ {
		for x := w / 8; x < 7*w/8; x++ {
			picture.Set(x, y, color.NRGBA{0x14, 0x30, 0x4F, 0xFF})
		}
	}
	return picture
}

func asPNG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asJPEG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// saying is a PNG whose header says another size than it has: what a bomb does, which unpacks to more than a memory holds.
func saying(t testing.TB, w, h uint32) []byte {
	t.Helper()
	file := asPNG(t, drawn(64, 64))
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func TestWhatCannotBeALogo(t *testing.T) {
	t.Parallel()
	good := asPNG(t, drawn(200, 80))
	white := image.NewNRGBA(image.Rect(0, 0, 100, 100))
	for i := range white.Pix {
		white.Pix[i] = 0xFF
	}
	manyScans := asJPEG(t, drawn(200, 80))
	manyScans = append(manyScans, bytes.Repeat(startOfScan, mostScans)...)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                {nil, "logo_kind"},
		"text":                   {[]byte("hello"), "logo_kind"},
		"a GIF":                  {[]byte("GIF89a"), "logo_kind"},
		"an SVG":                 {[]byte(`<?xml version="1.0"?><SVG xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></SVG>`), "logo_svg"},
		"too many bytes":         {append(bytes.Clone(good), make([]byte, MostBytes)...), "logo_large"},
		"a bomb":                 {saying(t, 60_000, 60_000), "logo_pixels"},
		"a bomb of one line":     {saying(t, 1<<31-1, 1), "logo_pixels"},
		"too many pixels":        {saying(t, 4000, 2001), "logo_pixels"},
		"more than there is":     {saying(t, 2000, 2000), "logo_broken"},
		"cut":                    {good[:len(good)-20], "logo_broken"},
		"only a beginning":       {good[:8], "logo_broken"},
		"small":                  {asPNG(t, drawn(200, leastSide-1)), "logo_small"},
		"a line":                 {asPNG(t, drawn(900, 100)), "logo_shape"},
		"a column":               {asPNG(t, drawn(50, 101)), "logo_shape"},
		"clear":                  {asPNG(t, image.NewNRGBA(image.Rect(0, 0, 100, 100))), "logo_pale"},
		"white":                  {asPNG(t, white), "logo_pale"},
		"a JPEG of many scans":   {manyScans, "logo_broken"},
		"a JPEG that ends early": {asJPEG(t, drawn(200, 80))[:300], "logo_broken"},
	} {
		_, err := ReadLogo(c.file)
		invalid, ok := errors.AsType[*programme.Invalid](err)
		if !ok || len(invalid.Problems) != 1 || invalid.Problems[0].Code != c.want || invalid.Problems[0].Field != Field {
			t.Errorf("%s: %v; want %s", name, err, c.want)
		}
	}
}

func TestALogoIsWrittenAnew(t *testing.T) {
	t.Parallel()
	hidden := []byte("somebody's home, 59.9139 N 10.7522 E")
	withText := asPNG(t, drawn(300, 100))
	withText = append(withText, hidden...) // after the end
	withExif := asJPEG(t, opaque(300, 100))
	withExif = append(append(bytes.Clone(withExif[:2]), append([]byte{0xFF, 0xE1, 0, byte(len(hidden) + 2)}, hidden...)...), withExif[2:]...)
	for name, c := range map[string]struct {
		file []byte
		kind string
		w, h int
	}{
		"as it is":        {asPNG(t, drawn(300, 100)), "image/png", 300, 100},
		"with a tail":     {withText, "image/png", 300, 100},
		"a photograph":    {withExif, "image/jpeg", 300, 100},
		"wide":            {asPNG(t, drawn(1600, 200)), "image/png", 600, 75},
		"high":            {asPNG(t, drawn(960, 960)), "image/png", 240, 240},
		"of many colours": {asPNG(t, noise(600, 240)), "image/png", 0, 0},
	} {
		logo, err := ReadLogo(c.file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if logo.Type != c.kind || c.w > 0 && (logo.Width != c.w || logo.Height != c.h) {
			t.Errorf("%s: %s, %d by %d; want %s, %d by %d", name, logo.Type, logo.Width, logo.Height, c.kind, c.w, c.h)
		}
		read, kind, err := image.Decode(bytes.NewReader(logo.Content))
		if err != nil || "image/"+kind != logo.Type || read.Bounds().Dx() != logo.Width || read.Bounds().Dy() != logo.Height {
			t.Errorf("%s: what is kept is %s, %v, %v", name, kind, read.Bounds(), err)
		}
		if bytes.Contains(logo.Content, hidden) || len(logo.Content) > keptBytes || strings.TrimSpace(logo.Hash) == "" {
			t.Errorf("%s: %d bytes are kept, hash %q; hidden text among them: %t", name, len(logo.Content), logo.Hash, bytes.Contains(logo.Content, hidden))
		}
	}
}

func opaque(w, h int) image.Image {
	picture := drawn(w, h)
	for i := 3; i < len(picture.Pix); i += 4 {
		picture.Pix[i] = 0xFF
	}
	return picture
}

// noise is a picture that does not pack.
func noise(w, h int) image.Image {
	picture, x := image.NewNRGBA(image.Rect(0, 0, w, h)), uint32(1)
	for i := range picture.Pix {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		picture.Pix[i] = uint8(x)
	}
	return picture
}

// Half of it black and half of it white is grey; an edge that falls between pixels is a mixture, and nothing bleeds out of what is clear.
func TestShrink(t *testing.T) {
	t.Parallel()
	picture := image.NewRGBA(image.Rect(0, 0, 4, 2))
	for y := range 2 {
		for x := range 4 {
			if x < 2 {
				picture.Set(x, y, color.RGBA{200, 100, 0, 255})
			}
		}
	}
	small := shrink(picture, 2, 1)
	if got := small.RGBAAt(0, 0); got != (color.RGBA{200, 100, 0, 255}) {
		t.Errorf("the left half is %v", got)
	}
	if got := small.RGBAAt(1, 0); got != (color.RGBA{}) {
		t.Errorf("the right half is %v", got)
	}
	if got := shrink(picture, 1, 1).RGBAAt(0, 0); got != (color.RGBA{100, 50, 0, 127}) {
		t.Errorf("the whole is %v", got)
	}
}

func FuzzReadLogo(f *testing.F) {
	f.Add(asPNG(f, drawn(64, 64)))
	f.Add(asJPEG(f, opaque(64, 64)))
	f.Add(saying(f, 60_000, 60_000))
	f.Fuzz(func(t *testing.T, file []byte) {
		logo, err := ReadLogo(file)
		if err != nil {
			if _, ok := errors.AsType[*programme.Invalid](err); !ok {
				t.Fatalf("%v is no problem of the file", err)
			}
			return
		}
		if again, err := ReadLogo(logo.Content); err != nil || again.Width != logo.Width {
			t.Fatalf("what is kept cannot be uploaded again: %v", err)
		}
	})
}
