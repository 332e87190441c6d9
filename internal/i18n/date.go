package i18n

import (
	"fmt"
	"time"
	_ "time/tzdata" // closing times are Norwegian local time, also on a machine without a zone database
)

// Oslo is the zone in which the service shows and reads times of day.
var Oslo = mustLoad("Europe/Oslo")

func mustLoad(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(fmt.Sprintf("i18n: %v", err))
	}
	return loc
}

// The months need no catalogue: bokmål and nynorsk share them, and English is what package time writes.
var norwegianMonths = [...]string{
	"januar", "februar", "mars", "april", "mai", "juni",
	"juli", "august", "september", "oktober", "november", "desember",
}

// Date writes the day of t in Norwegian local time: "23. november 2026", "23 November 2026".
func (p Printer) Date(t time.Time) string {
	t = t.In(Oslo)
	if p.Lang() == "en" {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf("%d. %s %d", t.Day(), norwegianMonths[t.Month()-1], t.Year())
}

// Clock writes the time of day of t in Norwegian local time: "15.30", "15:30".
func (p Printer) Clock(t time.Time) string {
	if p.Lang() == "en" {
		return t.In(Oslo).Format("15:04")
	}
	return t.In(Oslo).Format("15.04")
}

// DateTime writes day and time of t in Norwegian local time: "23. november 2026 kl. 15.30".
func (p Printer) DateTime(t time.Time) string {
	return p.T("base.date_time", "date", p.Date(t), "time", p.Clock(t))
}
