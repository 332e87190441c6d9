package charts

import (
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The colours are in the style sheets; here they are held to what readers need. Contrast is that of WCAG 2.2 (1.4.3 and 1.4.11). Colour vision is simulated
// after Machado, Oliveira and Fernandes (2009), doi 10.1109/TVCG.2009.113, at full severity, and distance is CIE 1976 ΔE*ab.

var property = regexp.MustCompile(`--app-([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b`)

// palettes are the colours of the style sheets on a light and on a dark screen.
func palettes(t testing.TB) (light, dark map[string]string) {
	t.Helper()
	light, dark = map[string]string{}, map[string]string{}
	for _, name := range sheetNames {
		before, after, found := strings.Cut(styleSheet(t, name), "@media (prefers-color-scheme: dark) {")
		if !found {
			t.Fatalf("%s says nothing about dark screens", name)
		}
		for _, m := range property.FindAllStringSubmatch(before, -1) {
			light[m[1]] = m[2]
		}
		block, _, _ := strings.Cut(after, "\n}\n")
		for _, m := range property.FindAllStringSubmatch(block, -1) {
			dark[m[1]] = m[2]
		}
	}
	both := maps.Clone(light)
	maps.Copy(both, dark)
	return light, both
}

// sheetNames are the style sheets with the colours of figures.
var sheetNames = []string{"base.css", "results.css"}

func styleSheet(t testing.TB, name string) string {
	t.Helper()
	sheet, err := os.ReadFile("../web/static/css/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(sheet)
}

func styleSheets(t testing.TB) string {
	t.Helper()
	var all string
	for _, name := range sheetNames {
		all += styleSheet(t, name)
	}
	return all
}

// screens are the palettes with the background that pictures stand on: that of Designsystemet's neutral background.
func screens(t *testing.T) map[string]struct {
	colours    map[string]string
	background string
} {
	light, dark := palettes(t)
	return map[string]struct {
		colours    map[string]string
		background string
	}{"light": {light, "#fff"}, "dark": {dark, "#17181a"}}
}

func TestMarksStandOut(t *testing.T) {
	t.Parallel()
	for name, screen := range screens(t) {
		for _, mark := range []string{"now", "before", "target"} {
			if c := contrast(t, screen.colours[mark], screen.background); c < 3 {
				t.Errorf("%s: %s has the contrast %.2f to the background; marks need 3", name, mark, c)
			}
		}
		for step := range maps.Keys(screen.colours) {
			if text, ok := screen.colours["on-"+step]; ok {
				if c := contrast(t, text, screen.colours[step]); c < 4.5 {
					t.Errorf("%s: text on %s has the contrast %.2f; text needs 4.5", name, step, c)
				}
			}
		}
	}
}

// Pale steps need not stand out from the page: a frame surrounds the bar and a gap parts its pieces. The ends carry the reading.
func TestEndsOfScalesStandOut(t *testing.T) {
	t.Parallel()
	for name, screen := range screens(t) {
		for _, end := range []Tone{"low-2", "high-2"} {
			if c := contrast(t, screen.colours[string(end)], screen.background); c < 3 {
				t.Errorf("%s: %s has the contrast %.2f to the background; it needs 3", name, end, c)
			}
		}
	}
}

// The usual brown to teal comes down to 8 for red-weak readers, and its pale teal cannot be told from grey. Ours stays above 19 with six
// steps and above 24 with five, for everybody.
func TestStepsAreToldApart(t *testing.T) {
	t.Parallel()
	least := map[int]float64{4: 24, 5: 24, 6: 19}
	for name, screen := range screens(t) {
		for steps, limit := range least {
			for vision, matrix := range visions {
				distance, pair := closest(t, Tones(steps), screen.colours, matrix)
				if distance < limit {
					t.Errorf("%s, %d steps, %s: ΔE %.1f between %s; want at least %.0f", name, steps, vision, distance, pair, limit)
				}
			}
		}
	}
}

// Now, before and target differ in shape; their colours differ as well.
func TestMarksAreToldApart(t *testing.T) {
	t.Parallel()
	for name, screen := range screens(t) {
		for vision, matrix := range visions {
			if distance, pair := closest(t, []Tone{"now", "before", "target"}, screen.colours, matrix); distance < 25 {
				t.Errorf("%s, %s: ΔE %.1f between %s", name, vision, distance, pair)
			}
		}
	}
}

// What the tests above rest on. Black on white is 21 and #767676 on white 4.54 (WCAG); a green of sRGB (0, 255, 0) is L* 87.73, a* −86.18, b* 83.18
// under D65 (Lindbloom's calculator).
func TestColourArithmetic(t *testing.T) {
	t.Parallel()
	if c := contrast(t, "#000", "#fff"); math.Abs(c-21) > 1e-9 {
		t.Errorf("black on white: %v", c)
	}
	if c := contrast(t, "#767676", "#fff"); math.Abs(c-4.54) > 0.005 {
		t.Errorf("grey on white: %v", c)
	}
	lab := toLab(linear(t, "#00ff00"))
	for i, want := range []float64{87.73, -86.18, 83.18} {
		if math.Abs(lab[i]-want) > 0.02 {
			t.Errorf("green is %v", lab)
		}
	}
	brown := map[string]string{"1": "#a6611a", "2": "#dfc27d", "3": "#d9d9d9", "4": "#80cdc1", "5": "#018571"}
	if d, pair := closest(t, []Tone{"1", "2", "3", "4", "5"}, brown, visions["red-blind"]); d > 8.5 || pair != "3 and 4" {
		t.Errorf("brown to teal, red-blind: %.1f between %s", d, pair)
	}
}

type matrix [3][3]float64

var visions = map[string]matrix{
	"usual":       {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"red-blind":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"green-blind": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"blue-blind":  {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// closest is the smallest distance between any two of the tones, and between which.
func closest(t testing.TB, of []Tone, colours map[string]string, vision matrix) (distance float64, pair string) {
	t.Helper()
	distance = math.Inf(1)
	for i, a := range of {
		for _, b := range of[i+1:] {
			x, y := toLab(vision.see(linear(t, colours[string(a)]))), toLab(vision.see(linear(t, colours[string(b)])))
			if d := math.Sqrt(sq(x[0]-y[0]) + sq(x[1]-y[1]) + sq(x[2]-y[2])); d < distance {
				distance, pair = d, fmt.Sprintf("%s and %s", a, b)
			}
		}
	}
	return distance, pair
}

func sq(x float64) float64 { return x * x }

// see is what is left of a colour, in linear light.
func (m matrix) see(c [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

func contrast(t testing.TB, a, b string) float64 {
	l := []float64{luminance(linear(t, a)), luminance(linear(t, b))}
	slices.Sort(l)
	return (l[1] + 0.05) / (l[0] + 0.05)
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// linear reads #rgb or #rrggbb as linear light.
func linear(t testing.TB, hex string) [3]float64 {
	t.Helper()
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		t.Fatalf("%q is not a colour", hex)
	}
	var out [3]float64
	for i, shift := range []int{16, 8, 0} {
		x := float64(n>>shift&0xff) / 255
		if x <= 0.04045 {
			out[i] = x / 12.92
		} else {
			out[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return out
}

// toLab is CIE 1976 L*a*b* under D65.
func toLab(c [3]float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
