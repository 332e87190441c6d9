package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/programme"
)

const ownerBrandHelp = `
Sets the logo and the colours of an owner's reports, prints and pages, and those of its schools. What is not given stays as it is; an empty
colour, and -logo none, take away.

  tilstand owner brand -data ./data -owner 964338531 -logo logo.png -main "#14304F" -text "#0B4F8A"
  tilstand owner brand -data ./data -owner 964338531 -logo none -main "" -text ""

The logo is a PNG or JPEG of up to 1 MB; 600 pixels wide is enough. The main colour lies under text, and the text colour is that of headings on white.`

// noLogo is what the flag -logo takes the logo away with.
const noLogo = "none"

func runOwnerBrand(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("owner brand", ownerBrandHelp, errs)
	data := fs.String("data", "data", "the data folder")
	texts([2]string{"owner", "organisation number of the owner"}, [2]string{"logo", "file with the logo, or none"},
		[2]string{"main", "colour under text, such as #14304F"}, [2]string{"text", "colour of headings and marks on white"})(fs)
	if err := parse(fs, args, "owner"); err != nil {
		return err
	}
	if name := fs.Lookup("logo").Value.String(); name != "" && name != noLogo {
		file, err := readUpTo(name, brand.MostBytes)
		if err != nil {
			return err
		}
		if err := fs.Set("logo", base64.StdEncoding.EncodeToString(file)); err != nil {
			return err
		}
	}
	return ask(ctx, fs, *data, "owner/brand", out, errs)
}

// readUpTo reads a file, and one byte more than it may have, by which it is found too large.
func readUpTo(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

func brandOwner(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	owner, err := ownerCalled(a, args.Get("owner"))
	if err != nil {
		return err
	}
	b := a.brands.Of(owner.ID)
	for flag, c := range map[string]*brand.Color{"main": &b.Main, "text": &b.Text} {
		if !args.Has(flag) {
			continue
		}
		read, ok := brand.ParseColor(args.Get(flag))
		if !ok {
			return fmt.Errorf("-%s is %q; write a colour as # and six hexadecimal digits, such as #14304F", flag, args.Get(flag))
		}
		*c = read
	}
	switch {
	case args.Get("logo") == noLogo:
		b.Logo = brand.Logo{}
	case args.Has("logo"):
		file, err := base64.StdEncoding.DecodeString(args.Get("logo"))
		if err != nil {
			return err
		}
		if b.Logo, err = brand.ReadLogo(file); err != nil {
			return brandErrors(b, err)
		}
	}
	if err := a.brands.Set(ctx, audit.Console.At(now()), owner.ID, b); err != nil {
		return brandErrors(b, err)
	}
	_, err = fmt.Fprintf(out, "%s, %s\n%s", owner.Orgnr, owner.Name, brandSays(b))
	return err
}

// brandSays tells what is in force.
func brandSays(b brand.Brand) string {
	if b.None() {
		return "  no logo and no colours of its own\n"
	}
	var said strings.Builder
	if !b.Logo.None() {
		fmt.Fprintf(&said, "  logo: %s, %d by %d pixels, %d bytes\n", b.Logo.Type, b.Logo.Width, b.Logo.Height, len(b.Logo.Content))
	}
	if b.Main != "" {
		fmt.Fprintf(&said, "  main colour %s, with %s upon it: contrast %.1f:1\n", b.Main, b.Main.Upon(), b.Main.Contrast(b.Main.Upon()))
	}
	if heading := b.Heading(); heading != "" {
		fmt.Fprintf(&said, "  headings %s on white: contrast %.1f:1\n", heading, heading.Contrast(brand.White))
	} else if b.Main != "" {
		fmt.Fprintf(&said, "  headings keep the house's colour: %s on white has %.1f:1, and text needs %.1f:1; -text %s can be read\n",
			b.Main, b.Main.Contrast(brand.White), brand.TextContrast, b.Main.MadeLegible())
	}
	return said.String()
}

// brandErrors words what cannot be taken, and the way out.
func brandErrors(b brand.Brand, err error) error {
	invalid, ok := errors.AsType[*programme.Invalid](err)
	if !ok {
		return err
	}
	words, ok := map[string]string{
		"color_pale": fmt.Sprintf("-text %s has a contrast of %.1f:1 on white, and text needs %.1f:1; the nearest that can be read is %s",
			b.Text, b.Text.Contrast(brand.White), brand.TextContrast, b.Text.MadeLegible()),
		"logo_svg":    "-logo is an SVG, which can hold programs; save the logo as PNG",
		"logo_kind":   "-logo is neither PNG nor JPEG; save the logo as PNG",
		"logo_large":  "-logo has more than 1 MB; 600 pixels wide is enough",
		"logo_pixels": "-logo has too many pixels; 600 pixels wide is enough",
		"logo_small":  "-logo is smaller than 48 pixels; 600 pixels wide is best",
		"logo_shape":  "-logo is more than eight times as wide as high, or more than twice as high as wide; crop it",
		"logo_broken": "-logo cannot be opened as a picture; save it anew as PNG",
		"logo_pale":   "-logo is empty or white, and cannot be seen on paper; take the dark version",
	}[invalid.Problems[0].Code]
	if !ok {
		return registerErrors(err)
	}
	return errors.New("nothing has been stored: " + words)
}
