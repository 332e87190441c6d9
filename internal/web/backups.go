package web

import (
	"context"
	"time"

	"tilstand/internal/i18n"
)

// backupsPage is templates/backups.html: what the operator has to know about backups. Nothing can be done here: an archive is taken and put back on the server,
// where its key never is.
type backupsPage struct {
	Page
	On      bool // the service makes them by itself
	Late    bool
	Failed  string // in the words of the program; "" where the last try came to something
	Next    time.Time
	Days    int
	Archive []backupLine // the newest first
	Standby *standbyLine // nil where no second machine may follow
}

// standbyLine is a second machine that follows.
type standbyLine struct {
	Late bool
	Seen time.Time // zero: not since the service was started
}

// backupLine is an archive.
type backupLine struct {
	Made time.Time
	Size string
}

func (s *Server) backupsPage(_ context.Context, r *request) (reply, error) {
	page := &backupsPage{Page: r.page("backups.title")}
	if s.standby != nil {
		standing := s.standby.Standing()
		page.Standby = &standbyLine{standing.Late(s.now()), standing.Seen}
	}
	if s.backups == nil {
		return render("backups", page), nil
	}
	standing := s.backups.Standing(s.now())
	page.On, page.Late, page.Next, page.Days = true, standing.Late, standing.Next, standing.Days
	if standing.Failed != nil {
		page.Failed = standing.Failed.Error()
	}
	for _, k := range standing.Kept {
		page.Archive = append(page.Archive, backupLine{k.Made, sizeWords(r.words, k.Bytes)})
	}
	return render("backups", page), nil
}

// sizeWords is the length of a file.
func sizeWords(words i18n.Printer, bytes int64) string {
	return words.T("backups.megabytes", "size", words.Number(float64(bytes)/1e6, 1))
}
