package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	measured, err := read(io.TeeReader(os.Stdin, os.Stdout))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print("\n", table(book, measured))
}

// processors is what the testing package puts behind the name of a benchmark.
var processors = regexp.MustCompile(`-\d+$`)

// read takes the numbers out of what go test prints: a line "pkg: PATH" before the benchmarks of a package, and for each "BenchmarkNAME N
// NUMBER UNIT NUMBER UNIT …". A benchmark that ran more than once has its last numbers.
func read(from io.Reader) (map[metric]float64, error) {
	measured := map[metric]float64{}
	pkg := ""
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 2 && fields[0] == "pkg:" {
			pkg = path.Base(fields[1])
		}
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := pkg + "." + processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		for i := 2; i+1 < len(fields); i += 2 {
			if number, err := strconv.ParseFloat(fields[i], 64); err == nil {
				measured[metric{name, fields[i+1]}] = number
			}
		}
	}
	return measured, lines.Err()
}

// table is the figures that were measured, in Markdown.
func table(book []figure, measured map[metric]float64) string {
	var b strings.Builder
	b.WriteString("| what | figure | in the same run | limit | |\n|---|---|---|---|---|\n")
	for _, f := range book {
		number, ok := measured[f.of]
		if !ok {
			continue
		}
		number, unit := readable(number, f.of.unit)
		judged, beside := number, ""
		if f.beside != (metric{}) {
			other, ok := measured[f.beside]
			if !ok {
				continue
			}
			other, _ = readable(other, f.beside.unit)
			judged = number / other
			beside = fmt.Sprintf("%s of %s", digits(judged), f.who)
		}
		fmt.Fprintf(&b, "| %s | %s %s | %s | %s | %s |\n", f.what, digits(number), unit, beside, f.limit(), f.verdict(judged))
	}
	return b.String()
}

// readable is the number in the unit that people read.
func readable(number float64, unit string) (float64, string) {
	switch {
	case strings.HasPrefix(unit, "ns/"):
		return number / 1e6, "ms"
	case strings.HasSuffix(unit, "/s"):
		return number, "a second"
	case strings.Contains(unit, "ms"):
		return number, "ms"
	case strings.Contains(unit, "MB"):
		return number, "MB"
	}
	return number, unit
}

func (f figure) limit() string {
	switch {
	case f.atLeast > 0:
		return "≥ " + digits(f.atLeast)
	case f.atMost > 0:
		return "≤ " + digits(f.atMost)
	}
	return ""
}

func (f figure) verdict(judged float64) string {
	switch {
	case f.atLeast == 0 && f.atMost == 0:
		return ""
	case f.atLeast > 0 && judged < f.atLeast, f.atMost > 0 && judged > f.atMost:
		return "missed"
	}
	return "holds"
}

// digits has two significant digits after the point at most, none from 100 on, and commas between thousands.
func digits(x float64) string {
	switch {
	case x < 10:
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	case x < 100:
		return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	case x < 1000:
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	whole := strconv.Itoa(int(math.Round(x)))
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	return whole
}
