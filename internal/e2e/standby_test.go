package e2e

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/server"
)

// What a standby promises: so much of what was acknowledged before the primary went may be missing, and so long it takes until somebody is thanked again.
const (
	mostMissing = 5 * time.Second
	mostWaiting = time.Minute
)

// drilled is what staff have sent during a drill.
type drilled struct {
	mu    sync.Mutex
	acked []thanked
	lost  []sheet // no reply came: stored or not
}

type thanked struct {
	sheet
	at time.Time
}

// TestKillPrimary is the drill: staff answer, a second machine follows, the first is killed while answers are acknowledged, and the second takes over. Every answer that was
// acknowledged early enough is there, none is there twice, what was released is whole, and people sign in. Then the first comes back, and learns that it is not the service any more.
func TestKillPrimary(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "standby-secret")
	var word [32]byte
	rand.Read(word[:])
	if err := os.WriteFile(secret, []byte(hex.EncodeToString(word[:])), 0o600); err != nil {
		t.Fatal(err)
	}
	address := server.FreePort(t)
	primaryArgs := []string{"-standby-listen", address, "-standby-secret-file", secret}
	primary := server.Start(t, server.Options{Args: primaryArgs})
	l := signIn(t, primary)
	closed := l.register("Lia skole")
	before := l.open(closed, "a/tilstand", counts{"teachers": 20})
	for range 12 {
		answer(t, primary.URL, before, allAt(4))
	}
	l.close(before)
	released := l.get("/schools/" + closed + "/results.json")
	open := l.register("Furua skole")
	w := l.open(open, "a/tilstand", counts{"teachers": 1000})

	data := filepath.Join(t.TempDir(), "standby")
	follower := server.Begin(t, "standby", "-data", data, "-from", "http://"+address, "-secret", secret)
	for server.Run(t, "standby", "status", "-data", data).Code != 0 {
		<-time.After(50 * time.Millisecond)
	}
	if refused := server.Run(t, "serve", "-data", data); refused.Code == 0 || !strings.Contains(refused.Stderr, "standby promote") {
		t.Fatalf("a standby serves: %d %s", refused.Code, refused.Stderr)
	}
	d := &drilled{}
	stop := make(chan struct{})
	var staff sync.WaitGroup
	for range 4 {
		staff.Go(func() { d.fill(primary.URL+w.form(), stop) })
	}
	<-time.After(mostMissing + time.Duration(testkit.Rounds(1, 3))*time.Second)
	killed := time.Now()
	primary.Kill()
	close(stop)
	staff.Wait()

	said := server.Run(t, "standby", "promote", "-data", data)
	if said.Code != 0 {
		t.Fatalf("promoting: %s%s", said.Stdout, said.Stderr)
	}
	if err := follower.Ends(); err != nil {
		t.Errorf("the follower ended with %v", err)
	}
	now := server.Start(t, server.Options{Data: data, Listen: primary.Address})
	answer(t, now.URL, w, allAt(3))
	waited := time.Since(killed)
	d.wantStored(t, now, open, w, killed)
	t.Logf("%d answers acknowledged; promoted as of %s, killed at %s; %s until somebody was thanked again", len(d.acked), untilOf(t, said.Stdout).Format("15:04:05"), killed.UTC().Format("15:04:05.0"), waited)
	if waited > mostWaiting {
		t.Errorf("it took %s until somebody was thanked again", waited)
	}
	if _, body := l.fill("/login", "main form", url.Values{"email": {l.email}, "password": {chosen}}); !strings.Contains(body, `name="code"`) {
		t.Errorf("who had an account signs in and is not asked for the code of the app:\n%s", body)
	}
	if proof := server.Run(t, "verify", "-data", data); proof.Code != 0 {
		t.Errorf("what took over is not in order: %s", proof.Stderr)
	}
	if again := signIn(t, now).get("/schools/" + closed + "/results.json"); again != released {
		t.Errorf("the results were %s and are %s", released, again)
	}

	old := server.Begin(t, append([]string{"serve", "-data", primary.Data, "-listen", "127.0.0.1:0"}, primaryArgs...)...)
	if err := old.Ends(); err == nil || !strings.Contains(old.Log(), "a standby has taken over") {
		t.Errorf("the old primary, told that it was replaced, ended with %v", err)
	}
	if again := server.Run(t, "serve", "-data", primary.Data, "-listen", "127.0.0.1:0"); again.Code == 0 || !strings.Contains(again.Stderr, "taken over") {
		t.Errorf("and starts again: %d %s", again.Code, again.Stderr)
	}
}

// fill sends answers one after another until it is told to stop or the server is gone.
func (d *drilled) fill(form string, stop <-chan struct{}) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		select {
		case <-stop:
			return
		case <-time.After(40 * time.Millisecond): // fewer in all than were asked
		}
		sh := allAt(2)
		status, err := sh.send(client, form)
		d.mu.Lock()
		if err == nil && status == http.StatusCreated {
			d.acked = append(d.acked, thanked{sh, time.Now()})
		} else {
			d.lost = append(d.lost, sh)
		}
		d.mu.Unlock()
		if err != nil {
			return
		}
	}
}

var untilLine = regexp.MustCompile(`(?m)^  until +(\S+ \S+) UTC:`)

// untilOf is up to when the promotion says that everything is there, in whole seconds.
func untilOf(t *testing.T, said string) time.Time {
	t.Helper()
	found := untilLine.FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("the promotion does not say up to when:\n%s", said)
	}
	until, err := time.Parse("2006-01-02 15:04:05", found[1])
	if err != nil {
		t.Fatal(err)
	}
	return until
}

// wantStored looks after the drill: who was thanked early enough cannot send something else under the same id, and when all others have sent again each is counted once.
func (d *drilled) wantStored(t *testing.T, now *server.Server, school string, w wave, killed time.Time) {
	t.Helper()
	var early, late []sheet
	for _, a := range d.acked {
		if killed.Sub(a.at) >= mostMissing {
			early = append(early, a.sheet)
		} else {
			late = append(late, a.sheet)
		}
	}
	if len(early) == 0 || len(late) == 0 {
		t.Fatalf("%d answers long before the kill and %d shortly before: nothing is drilled", len(early), len(late))
	}
	for _, sh := range early {
		other := sheet{id: sh.id, answers: map[string]string{}}
		if status, err := other.send(http.DefaultClient, now.URL+w.form()); err != nil || status != http.StatusConflict {
			t.Fatalf("an answer that was acknowledged long before is gone: sending something else under its id gives %d, %v", status, err)
		}
	}
	answer(t, now.URL, w, append(late, d.lost...)...)
	l := signIn(t, now)
	l.close(w)
	if n := l.view(school).Now.Answered.N; n != len(d.acked)+len(d.lost)+1 {
		t.Errorf("%d answers when all have sent again, want %d", n, len(d.acked)+len(d.lost)+1)
	}
}
