package web

import (
	"context"
	"errors"
	"time"

	"tilstand/internal/i18n"
)

// Capacity is what was measured on the machine that the service runs on.
type Capacity struct {
	Commit time.Duration // the median of some writes, one after another, until each is on the disk
	Free   int64         // bytes on the disk of the data folder
	Files  int64         // bytes of the data folder
	Memory int64         // bytes that the program has in memory; 0 where the system does not tell
}

// What is not measured on this machine, with its source.
const (
	// Writes that come together share a commit. Over HTTP, 256 connections store 23,000 forms a second where one stores 810: the table of figures in the README.
	together = 28

	// A form of 45 items is 64 bytes while its wave is open and 161 when it is sealed (36 and 90 MB for 560,000 forms, on the way to this design). Around it lie logs, and copies while
	// files are rewritten and backed up: four times as much.
	formBytes = 4 * (64 + 161)

	countryStaff  = 200_000.0 // who work in the country's schools, rounded up; twice a year
	countryAll    = 1_000_000.0
	secondsAnHour = 3600
)

// capacityPage is templates/capacity.html: when one machine ends.
type capacityPage struct {
	Page
	Known           bool
	Commit          string
	Second          string // forms a second
	Free, Files     string
	Memory          string // "" where nobody knows
	Forms           string // that the disk still has room for, in words
	Years           string // of a whole country's staff, twice a year
	Loads           []capacityLoad
	Crowded, Narrow bool // some load is more than the machine carries; the disk is full within a year of a country
}

// capacityLoad is something that may come, against what the machine does.
type capacityLoad struct {
	Key    string
	Second string
	Times  string // how many times as much the machine carries
	Enough bool
}

func (s *Server) capacityPage(ctx context.Context, r *request) (reply, error) {
	page := &capacityPage{Page: r.page("capacity.title")}
	if s.capacity == nil {
		return render("capacity", page), nil
	}
	measured, err := s.capacity(ctx)
	if err != nil {
		return nil, err
	}
	if measured.Commit <= 0 {
		return nil, errors.New("a write took no time")
	}
	page.fill(r.words, measured)
	return render("capacity", page), nil
}

func (p *capacityPage) fill(words i18n.Printer, m Capacity) {
	second := together / m.Commit.Seconds()
	years := float64(m.Free) / formBytes / (2 * countryStaff)
	p.Known = true
	p.Commit = words.Number(float64(m.Commit.Microseconds())/1000, 1)
	p.Second = words.Number(rounded(second), 0)
	p.Free, p.Files = sizeWords(words, m.Free), sizeWords(words, m.Files)
	if m.Memory > 0 {
		p.Memory = sizeWords(words, m.Memory)
	}
	p.Forms = words.Number(rounded(float64(m.Free)/formBytes), 0)
	p.Years = words.Number(years, 1)
	p.Narrow = years < 1
	for _, load := range []struct {
		key    string
		second float64
	}{
		{"capacity.load_staff", countryStaff / secondsAnHour}, {"capacity.load_all", countryAll / secondsAnHour}, {"capacity.load_burst", 10 * countryAll / secondsAnHour},
	} {
		p.Loads = append(p.Loads, capacityLoad{load.key, words.Number(load.second, 0), words.Number(second/load.second, 1), second >= load.second})
		p.Crowded = p.Crowded || second < load.second
	}
}

// rounded keeps two figures: more would say that more is known.
func rounded(v float64) float64 {
	unit := 1.0
	for v/unit >= 100 {
		unit *= 10
	}
	return float64(int64(v/unit+0.5)) * unit
}
