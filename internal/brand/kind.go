package brand

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// kind is a kind of file. What it is called and says about itself does not count: what it begins with does.
type kind struct {
	name   string
	size   func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	unfit  string // the code of what cannot be a logo
}

const (
	pngType  = "image/png"
	jpegType = "image/jpeg"
)

// startOfScan begins a scan of a JPEG; inside one, these two bytes cannot stand beside each other.
var startOfScan = []byte{0xFF, 0xDA}

func kindOf(file []byte) kind {
	switch start := file[:min(len(file), 1024)]; {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return kind{name: pngType, size: png.DecodeConfig, decode: png.Decode}
	case bytes.HasPrefix(file, []byte("\xFF\xD8\xFF")):
		return kind{name: jpegType, size: jpeg.DecodeConfig, decode: jpeg.Decode}
	case bytes.Contains(bytes.ToLower(start), []byte("<svg")):
		return kind{unfit: "logo_svg"}
	}
	return kind{unfit: "logo_kind"}
}
