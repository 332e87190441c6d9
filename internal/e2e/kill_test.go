package e2e

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/server"
)

// killsPerFolder bounds how much a start has to read.
const killsPerFolder = 10

// TestKillServer kills the program while staff answer one wave and another is
// closed, sealed and swept. Every start recovers by itself; every answer that was
// acknowledged is there once, and none is there twice.
func TestKillServer(t *testing.T) {
	v := &victims{t: t, random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))}
	left := testkit.Rounds(2, 25)
	for left > 0 {
		v.folder(min(left, killsPerFolder))
		left -= killsPerFolder
	}
	t.Logf("%d kills: %d answers acknowledged, %d whose reply was lost of which %d had been stored; of the waves being closed %d were closed after the next start",
		v.kills, v.acknowledged, v.unheard, v.unheardStored, v.closed)
}

// victims is what the kills have come to.
type victims struct {
	t      *testing.T
	random *rand.Rand

	kills, acknowledged, unheard, unheardStored, closed int
}

// ballot is a wave while it is being answered: what came of each sheet.
type ballot struct {
	school string
	wave
	mu    sync.Mutex
	acked []sheet
	lost  []sheet // no reply came: stored or not
}

// folder kills so many times on one data folder. What staff answered in one
// round is closed in the next, so that it is known by then what must be there.
func (v *victims) folder(times int) {
	t := v.t
	s := server.Start(t, server.Options{})
	var last *ballot
	for range times {
		l := signIn(t, s)
		now := v.begin(l)
		v.kill(s, l, now, last)
		s = server.Start(t, server.Options{Data: s.Data})
		l = signIn(t, s)
		if last != nil {
			v.wantSealed(l, last)
		}
		v.wantStored(s, l, now)
		last = now
	}
	v.wantSealed(signIn(t, s), last)
	s.Stop()
}

// begin opens a wave at a new school.
func (v *victims) begin(l *leader) *ballot {
	school := l.register("Lia skole")
	return &ballot{school: school, wave: l.open(school, "a/tilstand", counts{"teachers": 1000})}
}

// kill lets eight people at a time answer one wave, has another closed, and
// kills the server at any moment of it.
func (v *victims) kill(s *server.Server, l *leader, now, closing *ballot) {
	var work sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		work.Go(func() { now.fill(s.URL, stop) })
	}
	moment := v.within(350 * time.Millisecond)
	if closing != nil {
		begun := v.within(100 * time.Millisecond)
		if v.random.IntN(2) == 0 {
			moment = begun + v.within(60*time.Millisecond) // as long as closing takes, about
		}
		work.Go(func() {
			select {
			case <-time.After(begun):
				if response, err := l.client.PostForm(l.base+"/waves/"+closing.ID+"/close", url.Values{}); err == nil {
					response.Body.Close()
				}
			case <-stop:
			}
		})
	}
	<-time.After(moment)
	s.Kill()
	close(stop)
	work.Wait()
	v.kills++
}

func (v *victims) within(limit time.Duration) time.Duration {
	return time.Duration(v.random.Int64N(int64(limit)))
}

// fill answers until it is told to stop or the server is gone.
func (b *ballot) fill(base string, stop <-chan struct{}) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		select {
		case <-stop:
			return
		default:
		}
		sh := allAt(1 + rand.IntN(5))
		status, err := sh.send(client, base+b.form())
		b.mu.Lock()
		full := len(b.acked)+len(b.lost) >= 900 // more than were asked would hold the results back
		if err == nil && status == http.StatusCreated {
			b.acked = append(b.acked, sh)
		} else {
			b.lost = append(b.lost, sh)
		}
		b.mu.Unlock()
		if err != nil || full {
			return
		}
	}
}

var answered = regexp.MustCompile(`(\d+) av 1000 har svart`)

// wantStored looks after the kill: whoever was thanked is counted, and cannot
// send something else under the same id. Those who heard nothing send again, and then all are there once.
func (v *victims) wantStored(s *server.Server, l *leader, b *ballot) {
	v.t.Helper()
	page := answered.FindStringSubmatch(l.get("/waves/" + b.ID))
	if page == nil {
		v.t.Fatal("the wave's page does not say how many have answered")
	}
	count, err := strconv.Atoi(page[1])
	if err != nil {
		v.t.Fatal(err)
	}
	if count < len(b.acked) || count > len(b.acked)+len(b.lost) {
		v.t.Errorf("%d answers after kill %d; %d were acknowledged and of %d nothing was heard", count, v.kills, len(b.acked), len(b.lost))
	}
	for _, sh := range b.acked {
		other := sheet{id: sh.id, answers: map[string]string{}}
		if status, err := other.send(http.DefaultClient, s.URL+b.form()); err != nil || status != http.StatusConflict {
			v.t.Errorf("after kill %d an acknowledged answer is gone: sending something else under its id gives %d, %v", v.kills, status, err)
		}
	}
	answer(v.t, s.URL, b.wave, b.lost...)
	v.acknowledged += len(b.acked)
	v.unheard += len(b.lost)
	v.unheardStored += count - len(b.acked)
}

// wantSealed closes the wave, if the kill or the start after it has not, and
// counts what was sealed.
func (v *victims) wantSealed(l *leader, b *ballot) {
	v.t.Helper()
	before := l.get("/waves/" + b.ID)
	if answered.MatchString(before) {
		l.close(b.wave)
	} else {
		v.closed++
	}
	if got, want := l.view(b.school).Now.Answered.N, len(b.acked)+len(b.lost); got != want {
		v.t.Errorf("after kill %d the release counts %d answers, want %d", v.kills, got, want)
	}
}
