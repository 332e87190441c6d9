package brand

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Color is a colour as "#RRGGBB"; empty for none.
type Color string

// White and Black are what text upon a colour can be.
const (
	White Color = "#FFFFFF"
	Black Color = "#000000"
)

// TextContrast is the contrast that text needs to what it stands on: WCAG 2.2, 1.4.3 (AA).
const TextContrast = 4.5

// ParseColor reads a colour as it is typed: with # or without, in six digits or three. The empty string is no colour.
func ParseColor(s string) (Color, bool) {
	digits := strings.TrimPrefix(strings.TrimSpace(s), "#")
	if digits == "" {
		return "", strings.TrimSpace(s) == ""
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if _, err := strconv.ParseUint(digits, 16, 24); err != nil || len(digits) != 6 {
		return "", false
	}
	return Color("#" + strings.ToUpper(digits)), true
}

// Hex is the colour without its #.
func (c Color) Hex() string { return strings.TrimPrefix(string(c), "#") }

// channels are red, green and blue, 0 to 1, as they are written.
func (c Color) channels() (rgb [3]float64) {
	n, _ := strconv.ParseUint(c.Hex(), 16, 32)
	for i := range rgb {
		rgb[i] = float64(n>>(16-8*i)&0xFF) / 255
	}
	return rgb
}

// linear is a channel as light: sRGB's transfer function (IEC 61966-2-1).
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// written is light as a channel.
func written(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

func (c Color) luminance() float64 {
	rgb := c.channels()
	return 0.2126*linear(rgb[0]) + 0.7152*linear(rgb[1]) + 0.0722*linear(rgb[2])
}

// Contrast is the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.
func (c Color) Contrast(with Color) float64 {
	a, b := c.luminance(), with.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// Upon is the colour of text that stands on c: white where that can be read, else black. One of them always can: where white falls short of
// 4.5, black has 21/4.5 = 4.67 and more.
func (c Color) Upon() Color {
	if c.Contrast(White) >= TextContrast {
		return White
	}
	return Black
}

// Legible reports whether text of the colour can be read on white.
func (c Color) Legible() bool { return c.Contrast(White) >= TextContrast }

// MadeLegible is the lightest colour of the same hue that can be read on white; a legible colour is its own.
func (c Color) MadeLegible() Color {
	if c.Legible() {
		return c
	}
	at := c.lab()
	dark, light := 0.0, at[0] // black can be read
	for range 24 {
		middle := (dark + light) / 2
		if fromLab(at.darker(middle)).Legible() {
			dark = middle
		} else {
			light = middle
		}
	}
	return fromLab(at.darker(dark))
}

// Tint is the colour mixed with white: 1 leaves it, 0 is white.
func (c Color) Tint(share float64) Color {
	rgb := c.channels()
	for i := range rgb {
		rgb[i] = 1 - share*(1-rgb[i])
	}
	return fromChannels(rgb)
}

// Apart is how different two colours look: their distance in OKLab. Black and white are 1 apart, and neighbours in a good palette 0.15 and more.
func (c Color) Apart(from Color) float64 {
	a, b := c.lab(), from.lab()
	return math.Hypot(a[0]-b[0], math.Hypot(a[1]-b[1], a[2]-b[2]))
}

// lab is a colour in OKLab (Ottosson 2020, "A perceptual color space for image processing"): lightness, and two axes of hue.
type lab [3]float64

// darker is a colour of the same hue at a lightness. Its chroma shrinks with it, so that it stays one that a screen can show.
func (l lab) darker(lightness float64) lab {
	if l[0] == 0 {
		return l
	}
	share := lightness / l[0]
	return lab{lightness, l[1] * share, l[2] * share}
}

func (c Color) lab() lab {
	rgb := c.channels()
	r, g, b := linear(rgb[0]), linear(rgb[1]), linear(rgb[2])
	x := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	y := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	z := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		0.2104542553*x + 0.7936177850*y - 0.0040720468*z,
		1.9779984951*x - 2.4285922050*y + 0.4505937099*z,
		0.0259040371*x + 0.7827717662*y - 0.8086757660*z,
	}
}

func fromLab(l lab) Color {
	cube := func(v float64) float64 { return v * v * v }
	x := cube(l[0] + 0.3963377774*l[1] + 0.2158037573*l[2])
	y := cube(l[0] - 0.1055613458*l[1] - 0.0638541728*l[2])
	z := cube(l[0] - 0.0894841775*l[1] - 1.2914855480*l[2])
	return fromChannels([3]float64{
		written(4.0767416621*x - 3.3077115913*y + 0.2309699292*z),
		written(-1.2684380046*x + 2.6097574011*y - 0.3413193965*z),
		written(-0.0041960863*x - 0.7034186147*y + 1.7076147010*z),
	})
}

func fromChannels(rgb [3]float64) Color {
	var n [3]uint8
	for i, v := range rgb {
		n[i] = uint8(math.Round(255 * min(max(v, 0), 1)))
	}
	return Color(fmt.Sprintf("#%02X%02X%02X", n[0], n[1], n[2]))
}
