package brand

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseColor(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Color{"#14304f": "#14304F", " 14304F ": "#14304F", "#fc0": "#FFCC00", "": "", "  ": ""} {
		if got, ok := ParseColor(typed); !ok || got != want {
			t.Errorf("%q is %q, %t; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"#", "#12345", "#1234567", "blue", "#12_45F", "+12345", "#ÅØÆ", "12", "#-12345", "rgb(0,0,0)"} {
		if got, ok := ParseColor(typed); ok {
			t.Errorf("%q is %q, and is no colour", typed, got)
		}
	}
}

// The ratios are those of the W3C's own examples: #777777 on white is 4.48 and just fails, #767676 is 4.54 and just passes (WCAG 2.2,
// Understanding 1.4.3, and technique G18's formula).
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b Color
		want float64
	}{{White, Black, 21}, {"#777777", White, 4.48}, {"#767676", White, 4.54}, {"#FF0000", White, 4.00}, {White, White, 1}} {
		if got := c.a.Contrast(c.b); math.Abs(got-c.want) > 0.005 || got != c.b.Contrast(c.a) {
			t.Errorf("%s to %s is %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
	if Color("#777777").Legible() || !Color("#767676").Legible() {
		t.Error("the limit lies elsewhere than at 4.5")
	}
}

func colors() *rapid.Generator[Color] {
	return rapid.Custom(func(t *rapid.T) Color {
		channel := rapid.Float64Range(0, 1)
		return fromChannels([3]float64{channel.Draw(t, "red"), channel.Draw(t, "green"), channel.Draw(t, "blue")})
	})
}

// Text upon any colour can be read; what is proposed can be read on white, is of the same hue, and hardly darker than it must be.
func TestWhatIsProposed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := colors().Draw(t, "colour")
		if c.Contrast(c.Upon()) < TextContrast {
			t.Fatalf("%s upon %s has %.2f", c.Upon(), c, c.Contrast(c.Upon()))
		}
		made := c.MadeLegible()
		switch {
		case c.Legible() && made != c:
			t.Fatalf("%s can be read, and %s is proposed", c, made)
		case !c.Legible() && (made.Contrast(White) < TextContrast || made.Contrast(White) > TextContrast+0.2):
			t.Fatalf("for %s %s is proposed, which has %.2f", c, made, made.Contrast(White))
		}
		before, after := c.lab(), made.lab()
		if math.Hypot(before[1], before[2]) < 0.05 { // greys have no hue
			return
		}
		turned := math.Abs(math.Atan2(before[2], before[1]) - math.Atan2(after[2], after[1]))
		if turned = min(turned, 2*math.Pi-turned); turned > 0.3 {
			t.Fatalf("for %s another hue is proposed: %s", c, made)
		}
	})
}

// White is (1, 0, 0) in OKLab and black (0, 0, 0), by its definition.
func TestApart(t *testing.T) {
	t.Parallel()
	if d := White.Apart(Black); math.Abs(d-1) > 0.001 {
		t.Errorf("black and white are %.3f apart", d)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := colors().Draw(t, "colour")
		if back := fromLab(c.lab()); back.Apart(c) > 0.005 {
			t.Fatalf("%s comes back as %s", c, back)
		}
		if tint := c.Tint(0); tint != White || c.Tint(1) != c {
			t.Fatalf("tints of %s are %s and %s", c, tint, c.Tint(1))
		}
	})
}
