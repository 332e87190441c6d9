package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tilstand/internal/backup"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/page"
)

// The operator reads how backups stand: none, the first one missing, made, failed.
func TestTheOperatorSeesBackups(t *testing.T) {
	t.Parallel()
	const at = "/operation/backups"
	off := newHouse(t)
	page.Verify(t, off.leader(at).body, page.In(".ds-alert", page.HasText("[backup]")))

	dir := t.TempDir()
	plan := settings.Backup{Folder: filepath.Join(dir, "backups"), At: "02:30", Days: 14,
		Recipients: []string{"age1uzdhz7nvmgdmdzw2tm8zxh4f4c7mc8w0cmkl2alt9ppj037eev8s0unrmm"}} // of a key that nobody has
	var shelf *backup.Shelf
	h := newHouse(t, func(c *Config) {
		var err error
		shelf, err = backup.NewShelf(plan, backup.Source{Surveys: c.Surveys, Data: t.TempDir(), Program: "test", Now: c.Now}, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.Backups = shelf
	})
	page.Verify(t, h.leader(at).body, page.In(".ds-alert", page.HasText("mangler"), page.HasText("no such file")))
	if _, err := shelf.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader(at).body, page.In(".ds-alert", page.HasText("Alt i den er lest")), page.Count("tbody tr", 1), page.In("main", page.HasText("etter 14 dager")))
	page.Verify(t, h.leader(at+"?lang=nn").body, page.In(".ds-alert", page.HasText("Alt i han er lese")))
	page.Verify(t, h.leader(at+"?lang=en").body, page.In("tbody tr", page.HasText("MB")))
	*h.clock = h.clock.Add(48 * time.Hour)
	if err := os.RemoveAll(plan.Folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plan.Folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Run(t.Context()); err == nil {
		t.Fatal("a backup was made into a file")
	}
	page.Verify(t, h.leader(at).body, page.In(".ds-alert", page.HasText("mangler"), page.HasText("not a directory")))
}

// The operator reads how the standby stands: not there, following, silent.
func TestTheOperatorSeesTheStandby(t *testing.T) {
	t.Parallel()
	const at, secret = "/operation/backups", "0123456789abcdef0123456789abcdef"
	page.Verify(t, newHouse(t).leader(at).body, page.LacksText("Reservetjener"))
	var primary *standby.Primary
	h := newHouse(t, func(c *Config) {
		var err error
		primary, err = standby.NewPrimary(standby.Source{Folder: datafolder.Open(t), Surveys: c.Surveys, Now: c.Now}, secret)
		if err != nil {
			t.Fatal(err)
		}
		c.Standby = primary
	})
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Ingen reservetjener har spurt")))
	ask := httptest.NewRequest(http.MethodGet, "/v1/position?file=intake&behind=900", nil)
	ask.Header.Set("Authorization", "Bearer "+secret)
	primary.ServeHTTP(httptest.NewRecorder(), ask)
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("En reservetjener følger med")))
	page.Verify(t, h.leader(at+"?lang=nn").body, page.In("main", page.HasText("Ein reservetenar følgjer med")))
	*h.clock = h.clock.Add(2 * standby.Away)
	page.Verify(t, h.leader(at).body, page.In(".ds-alert[data-color=danger]", page.HasText("Reservetjeneren spurte sist")))
}
