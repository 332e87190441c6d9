package brand

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"tilstand/internal/programme"
)

// Limits of what may be uploaded. What is decoded of it takes at most 64 MB, for a moment.
const (
	MostBytes  = 1 << 20
	mostPixels = 8_000_000
	leastSide  = 48 // pixels; smaller pictures are blurred on paper
	mostScans  = 64 // of a JPEG; a hostile one has thousands, each of which costs as much as a picture
	mostTall   = 2  // times as high as wide
	mostWide   = 8  // times as wide as high
)

// What is kept fits in this box. On paper it is at most 50 by 20 millimetres, so that is 300 dots to the inch.
const (
	boxWidth  = 600
	boxHeight = 240
	keptBytes = 200 << 10 // a logo that takes more is made smaller still: it goes into every workbook
)

// Logo is a picture that this program has written. The zero value is none.
type Logo struct {
	Hash          string // of the content, in hexadecimal digits
	Type          string // image/png or image/jpeg
	Width, Height int    // pixels
	Content       []byte
}

// None reports whether there is no logo.
func (l Logo) None() bool { return len(l.Content) == 0 }

// ReadLogo makes a logo of a PNG or JPEG file. Errors are [*programme.Invalid], with one of the codes logo_svg, logo_kind, logo_large, logo_pixels,
// logo_small, logo_shape, logo_broken and logo_pale.
func ReadLogo(file []byte) (Logo, error) {
	picture, kind, err := decode(file)
	if err != nil {
		return Logo{}, err
	}
	if pale(picture) {
		return Logo{}, unfit("logo_pale")
	}
	return write(picture, kind)
}

// Field is what problems with a logo call its file.
const Field = "file"

func unfit(code string) error {
	return &programme.Invalid{Problems: []programme.Problem{{Field: Field, Code: code}}}
}

// decode reads a picture whole, after its size has been found bearable.
func decode(file []byte) (*image.RGBA, string, error) {
	if len(file) > MostBytes {
		return nil, "", unfit("logo_large")
	}
	kind := kindOf(file)
	if kind.decode == nil {
		return nil, "", unfit(kind.unfit)
	}
	size, err := kind.size(bytes.NewReader(file))
	if err != nil {
		return nil, "", unfit("logo_broken")
	}
	switch w, h := size.Width, size.Height; {
	case w > mostPixels || h > mostPixels || w*h > mostPixels:
		return nil, "", unfit("logo_pixels")
	case min(w, h) < leastSide:
		return nil, "", unfit("logo_small")
	case w > mostWide*h || h > mostTall*w:
		return nil, "", unfit("logo_shape")
	}
	decoded, err := kind.decode(bytes.NewReader(file))
	if err != nil || bytes.Count(file, startOfScan) > mostScans && kind.name == jpegType {
		return nil, "", unfit("logo_broken")
	}
	picture := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(picture, picture.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return picture, kind.name, nil
}

// pale reports whether nothing of a picture can be seen on white paper: an empty one, or the version for dark backgrounds.
func pale(picture *image.RGBA) bool {
	for i := 0; i < len(picture.Pix); i += 4 {
		clear := 255 - picture.Pix[i+3] // the colours are multiplied with the opacity already
		for _, v := range picture.Pix[i : i+3] {
			if v+clear < 225 {
				return false
			}
		}
	}
	return true
}

// write makes the file that is kept, of the kind that came.
func write(picture *image.RGBA, kind string) (Logo, error) {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	for share := min(1, float64(boxWidth)/float64(w), float64(boxHeight)/float64(h)); ; share *= 0.7 {
		small := shrink(picture, max(1, int(float64(w)*share)), max(1, int(float64(h)*share)))
		content, err := encode(small, kind)
		if err != nil {
			return Logo{}, err
		}
		if len(content) <= keptBytes || small.Rect.Dy() <= leastSide {
			sum := sha256.Sum256(content)
			return Logo{Hash: hex.EncodeToString(sum[:]), Type: kind, Width: small.Rect.Dx(), Height: small.Rect.Dy(), Content: content}, nil
		}
	}
}

func encode(picture image.Image, kind string) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if kind == jpegType {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 92})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture)
	}
	return out.Bytes(), err
}

// shrink makes a picture smaller: each new pixel is the mean of those that it lies over.
func shrink(picture *image.RGBA, width, height int) *image.RGBA {
	from, to := picture.Rect, image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := y*from.Dy()/height, max((y+1)*from.Dy()/height, y*from.Dy()/height+1)
		for x := range width {
			left, right := x*from.Dx()/width, max((x+1)*from.Dx()/width, x*from.Dx()/width+1)
			to.SetRGBA(x, y, mean(picture, image.Rect(left, top, right, bottom)))
		}
	}
	return to
}

func mean(picture *image.RGBA, over image.Rectangle) color.RGBA {
	var sum [4]int
	for y := over.Min.Y; y < over.Max.Y; y++ {
		row := picture.Pix[picture.PixOffset(over.Min.X, y):picture.PixOffset(over.Max.X, y)]
		for i, v := range row {
			sum[i%4] += int(v)
		}
	}
	n := over.Dx() * over.Dy()
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
}
