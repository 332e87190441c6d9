package sav

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// File is what stands in a file beside its rows.
type File struct {
	Label     string    // at most 64 bytes of it are kept
	Made      time.Time // of which the second counts
	Variables []Variable
}

// Variable is a column.
type Variable struct {
	Name     string // letters, digits and _, a letter first; at most 64 bytes, unique whatever the case
	Label    string // at most 255 bytes of it are kept
	Kind     Kind
	Width    int       // of a Text: the longest value in bytes, 1 to [MaxWidth]
	Decimals int       // of a Number: how many are shown
	Missing  []float64 // of a Number: up to three values that stand for a reason why there is none
	Labels   []Label   // of values, each value once
	Measure  Measure
}

// Kind is what a variable holds.
type Kind int

// The kinds of variable.
const (
	Number Kind = iota
	Text
	Day // a date, kept as a number and shown as year/month/day
)

// Measure is the level of measurement, which decides what SPSS offers to do with a variable.
type Measure int32

// The levels.
const (
	Nominal Measure = 1
	Ordinal Measure = 2
	Scale   Measure = 3
)

// Label names a value.
type Label struct {
	Number float64 // of a Number
	Text   string  // of a Text
	Label  string  // at most 120 bytes of it are kept
}

// Value is a value in a row: a number, a text, or nothing. A text that is longer than its variable is an error, and no text is the empty one.
type Value struct {
	number float64
	text   string
	there  bool
}

// Num is a number.
func Num(x float64) Value { return Value{number: x, there: true} }

// Str is a text.
func Str(s string) Value { return Value{text: s, there: true} }

// epoch is the day from which SPSS counts the seconds of a date: the one before the Gregorian calendar began.
var epoch = time.Date(1582, time.October, 14, 0, 0, 0, 0, time.UTC)

// Date is a day.
func Date(t time.Time) Value {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return Num(float64(day.Unix() - epoch.Unix())) // a Duration does not reach so far back
}

// What SPSS and other readers take.
const (
	MaxWidth     = 32767
	maxName      = 64
	maxLabel     = 255
	maxCodeLabel = 120
	maxMissing   = 3
)

// ErrVariable is of a variable that the format cannot hold.
var ErrVariable = errors.New("no variable of an SPSS file")

var soundName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// reserved are words of the SPSS language.
var reserved = map[string]bool{
	"all": true, "and": true, "by": true, "eq": true, "ge": true, "gt": true, "le": true, "lt": true, "ne": true, "not": true, "or": true, "to": true, "with": true,
}

// check finds what the format cannot hold.
func (f File) check() error {
	seen := map[string]bool{}
	for _, v := range f.Variables {
		name := strings.ToLower(v.Name)
		switch {
		case !soundName.MatchString(v.Name), len(v.Name) > maxName, reserved[name]:
			return fmt.Errorf("%w: %q is no name", ErrVariable, v.Name)
		case seen[name]:
			return fmt.Errorf("%w: %q is there twice", ErrVariable, v.Name)
		case v.Kind == Text && (v.Width < 1 || v.Width > MaxWidth):
			return fmt.Errorf("%w: %s is %d bytes wide", ErrVariable, v.Name, v.Width)
		case v.Kind == Text && len(v.Missing) > 0, len(v.Missing) > maxMissing:
			return fmt.Errorf("%w: %s has missing values that it cannot have", ErrVariable, v.Name)
		}
		for _, l := range v.Labels {
			if v.Kind == Text && len(l.Text) > v.Width {
				return fmt.Errorf("%w: the value %q of %s is wider than %d bytes", ErrVariable, l.Text, v.Name, v.Width)
			}
		}
		seen[name] = true
	}
	return nil
}

// noNumber is the number that stands for nothing, and highest and lowest are the ends of ranges.
var (
	noNumber = -math.MaxFloat64
	highest  = math.MaxFloat64
	lowest   = math.Nextafter(-math.MaxFloat64, 0)
)

// cut shortens a text to so many bytes, between characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xc0 == 0x80 { // inside a character
		most--
	}
	return s[:most]
}
