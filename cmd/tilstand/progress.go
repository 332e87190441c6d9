package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress shows on a terminal how far the reading of a file has come. Elsewhere (a pipe, a log) it shows nothing.
type progress struct {
	out   io.Writer // nil when nothing is shown
	what  string
	shown int // percent
}

const barWidth = 30

func newProgress(out io.Writer, what string) *progress {
	p := &progress{what: what, shown: -1}
	if file, ok := out.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = out
		}
	}
	return p
}

// show draws the bar anew when the percentage has changed.
func (p *progress) show(done, all int64) {
	percent := 100
	if all > 0 {
		percent = int(100 * min(done, all) / all)
	}
	if p.out == nil || percent == p.shown {
		return
	}
	p.shown = percent
	full := percent * barWidth / 100
	fmt.Fprintf(p.out, "\r%s [%s%s] %3d %%", p.what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), percent)
}

// done takes the bar away.
func (p *progress) done() {
	if p.out != nil && p.shown >= 0 {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// over reads a file and shows how far it has come.
func (p *progress) over(file *os.File) io.ReadSeeker {
	size := int64(0)
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	return &watched{File: file, bar: p, size: size}
}

// watched is a file whose reading is shown. Only what is seen by Read and Seek counts.
type watched struct {
	*os.File
	bar      *progress
	at, size int64
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.File.Read(b)
	w.at += int64(n)
	w.bar.show(w.at, w.size)
	return n, err
}

func (w *watched) Seek(offset int64, whence int) (int64, error) {
	at, err := w.File.Seek(offset, whence)
	w.at = at
	return at, err
}

// meter shows on a terminal how much has been written.
type meter struct {
	to    io.Writer
	shows *progress
	n     int64
	mega  int64 // shown
}

func newMeter(out io.Writer, to io.Writer) *meter {
	return &meter{to: to, shows: newProgress(out, "")}
}

func (m *meter) Write(b []byte) (int, error) {
	n, err := m.to.Write(b)
	m.n += int64(n)
	if mega := m.n >> 20; m.shows.out != nil && mega != m.mega {
		m.mega = mega
		fmt.Fprintf(m.shows.out, "\r%s written", megabytes(m.n))
	}
	return n, err
}

// done takes the line away.
func (m *meter) done() {
	if m.shows.out != nil && m.mega > 0 {
		fmt.Fprint(m.shows.out, "\r\x1b[K")
	}
}

// megabytes is a length in words.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
