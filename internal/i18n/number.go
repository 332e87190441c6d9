package i18n

import (
	"strconv"
	"strings"
)

// layout is how a language writes numbers. It repeats what the Unicode CLDR says for nb, nn and en (a test compares it
// with golang.org/x/text), with one difference: minus is the minus sign in English, too.
type layout struct {
	point, group, percent string
}

const (
	nbsp  = "\u00a0" // no-break space: a number never breaks over two lines
	minus = "\u2212" // minus sign: as wide as plus, and read as "minus" by screen readers
)

var layouts = map[string]layout{
	"nb": {point: ",", group: nbsp, percent: nbsp + "%"},
	"nn": {point: ",", group: nbsp, percent: nbsp + "%"},
	"en": {point: ".", group: ",", percent: "%"},
}

// Number writes x with a fixed number of decimals: "1 234,5", "−0,3". It rounds half away from zero on the shortest
// decimal that is x, as spreadsheets do, so that a page and a workbook never show different digits of one figure.
func (p Printer) Number(x float64, decimals int) string {
	digits, negative := round(x, 0, decimals)
	if negative {
		return minus + p.group(digits)
	}
	return p.group(digits)
}

// Signed writes x like [Printer.Number] with a plus sign before what is above zero: "+0,3", "−0,3", "0,0".
func (p Printer) Signed(x float64, decimals int) string {
	digits, negative := round(x, 0, decimals)
	switch {
	case negative:
		return minus + p.group(digits)
	case strings.Trim(digits, "0.") == "":
		return p.group(digits)
	default:
		return "+" + p.group(digits)
	}
}

// Percent writes a share between 0 and 1 as whole per cent: "83 %".
func (p Printer) Percent(x float64) string {
	digits, negative := round(x, 2, 0)
	if negative {
		digits = minus + digits
	}
	return digits + layouts[p.Lang()].percent
}

// Interval writes the two ends of an interval: "3,4 til 4,1". Words rather than a dash, which would stand beside a
// minus sign and which screen readers skip.
func (p Printer) Interval(low, high float64, decimals int) string {
	return p.T("base.interval", "low", p.Number(low, decimals), "high", p.Number(high, decimals))
}

// group lays the digits of a rounded decimal out in the printer's language.
func (p Printer) group(digits string) string {
	l := layouts[p.Lang()]
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(d)
	}
	if hasFraction {
		b.WriteString(l.point)
		b.WriteString(fraction)
	}
	return b.String()
}

// round returns |x·10^shift| with a fixed number of decimals and whether the rounded value is below zero. It works on the
// decimal digits: 1.005 rounds to 1.01 and 0.285 to 29 per cent, although the nearest doubles lie below, because that is
// what was meant. What is not a number has no digits to round and is returned as it is called.
func round(x float64, shift, decimals int) (digits string, negative bool) {
	exact := strconv.FormatFloat(x, 'f', -1, 64)
	exact, negative = strings.CutPrefix(exact, "-")
	if strings.Trim(exact, "0123456789.") != "" {
		return exact, negative
	}
	whole, fraction, _ := strings.Cut(exact, ".")
	fraction += strings.Repeat("0", shift+decimals)
	kept := []byte(whole + fraction[:shift+decimals])
	if rest := fraction[shift+decimals:]; rest != "" && rest[0] >= '5' {
		kept = increment(kept)
	}
	cut := len(kept) - decimals
	digits = strings.TrimLeft(string(kept[:cut-1]), "0") + string(kept[cut-1:cut])
	if decimals > 0 {
		digits += "." + string(kept[cut:])
	}
	return digits, negative && strings.Trim(digits, "0.") != ""
}

// increment adds one to a row of decimal digits.
func increment(digits []byte) []byte {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return digits
		}
		digits[i] = '0'
	}
	return append([]byte{'1'}, digits...)
}
