package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/demo"
)

const demoHelp = `
Fills an empty data folder with synthetic schools, through the same storage and closing as real answers, and says what it made.
tilstand serve -demo on the folder then shows it, with somebody to sign in as.

  tilstand demo -data ./country -size country

Sizes: small is what serve -demo makes, about forty schools; country is 2,800 schools more, of 357 owners, with four waves each;
10x is ten countries. A number is a share of a country: 0.1 is 280 schools.`

func runDemo(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	fs := flags("demo", demoHelp, errs)
	data := fs.String("data", "data", "the data folder, which must be new or empty")
	size := fs.String("size", "small", "how much is made: small, country, 10x, or a share of a country")
	if err := parse(fs, args); err != nil {
		return err
	}
	country, err := countryOf(*size)
	if err != nil {
		fmt.Fprintln(errs, "tilstand demo:", err)
		return errUsage
	}
	a, err := openApp(ctx, *data, slog.New(slog.NewTextHandler(errs, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	if n := len(a.programme.Schools()); n > 0 {
		return fmt.Errorf("%s has %d schools already: a demo goes into a new folder", *data, n)
	}
	bar := newProgress(errs, "filling")
	began := time.Now()
	world := demo.World{Effects: demo.Default(), Country: country, Progress: func(done, all int) { bar.show(int64(done), int64(all)) }}
	_, err = demo.Fill(ctx, demo.Stores{Programme: a.programme, Surveys: a.surveys, Analytics: a.analytics, Closings: a.closings}, world, now())
	bar.done()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d schools of %d owners, %d waves, in %s\n", len(a.programme.Schools()), len(a.programme.Owners()), len(a.surveys.Waves()), time.Since(began).Round(time.Second))
	return nil
}

// countryOf reads a size as a share of a country.
func countryOf(size string) (float64, error) {
	switch size {
	case "small":
		return 0, nil
	case "country":
		return 1, nil
	}
	share, err := strconv.ParseFloat(strings.TrimSuffix(size, "x"), 64)
	if err != nil || !(share > 0 && share <= 10) { // so that NaN is refused, too
		return 0, fmt.Errorf("-size %q is none of small, country and 10x, nor a share of a country between 0 and 10, such as 0.1", size)
	}
	return share, nil
}
