package e2e

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"tilstand/internal/testkit/server"
)

// TestShutdown is an operator who stops the server while staff are sending:
// whoever had begun is finished with, whoever was thanked is counted, and the program ends well.
func TestShutdown(t *testing.T) {
	t.Parallel()
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	b := &ballot{school: leader.register("Lia skole")}
	b.wave = leader.open(b.school, "a/tilstand", counts{"teachers": 1000})

	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() { b.fill(s.URL, nil) }) // until the server is gone
	}
	b.await(t, 20) // enough to be counted in the results, and to stop in the middle of
	half := sendHalf(t, s.Address, b.wave)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.Stop()
	}()
	defer func() { <-stopped }()
	awaitDeaf(t, s.Address)
	sh := half.finish(t)
	<-stopped
	senders.Wait()

	again := server.Start(t, server.Options{Data: s.Data})
	signed := signIn(t, again)
	answer(t, again.URL, b.wave, b.acked...) // the same again: counted once
	answer(t, again.URL, b.wave, b.lost...)
	answer(t, again.URL, b.wave, sh)
	signed.close(b.wave)
	if got, want := signed.view(b.school).Now.Answered.N, len(b.acked)+len(b.lost)+1; got != want || len(b.acked) == 0 {
		t.Errorf("%d answers after the stop, want %d (%d acknowledged, %d unheard)", got, want, len(b.acked), len(b.lost))
	}
}

// await waits until so many have been thanked.
func (b *ballot) await(t *testing.T, thanked int) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		b.mu.Lock()
		enough := len(b.acked) >= thanked
		b.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("the server takes no answers")
		}
	}
}

// halfSent is a form of which half has arrived.
type halfSent struct {
	conn  net.Conn
	sheet sheet
	rest  string
}

// sendHalf sends half a form. The server has asked for the body by then, and so has begun with it: a
// connection on which it has read nothing it may close when it stops.
func sendHalf(t *testing.T, address string, w wave) halfSent {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	h := halfSent{conn: conn, sheet: allAt(3)}
	body := h.sheet.values().Encode()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		w.form(), address, len(body))
	if response := readResponse(t, conn); response.StatusCode != http.StatusContinue {
		t.Fatalf("asked whether to go on, the server said %s", response.Status)
	}
	fmt.Fprint(conn, body[:len(body)/2])
	h.rest = body[len(body)/2:]
	return h
}

// finish sends the rest and wants it to be taken.
func (h halfSent) finish(t *testing.T) sheet {
	t.Helper()
	if _, err := h.conn.Write([]byte(h.rest)); err != nil {
		t.Fatalf("a form that was on its way when the server was told to stop: %v", err)
	}
	if response := readResponse(t, h.conn); response.StatusCode != http.StatusCreated {
		t.Errorf("a form that was on its way when the server was told to stop was answered with %s", response.Status)
	}
	return h.sheet
}

func readResponse(t *testing.T, conn net.Conn) *http.Response {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("read the answer: %v", err)
	}
	response.Body.Close()
	return response
}

// awaitDeaf waits until nobody listens at the address any more.
func awaitDeaf(t *testing.T, address string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := net.Dial("tcp", address)
		switch {
		case errors.Is(err, syscall.ECONNREFUSED):
			return
		case errors.Is(err, syscall.ECONNRESET): // in the queue when the listener closed
		case err != nil:
			t.Fatal(err)
		default:
			conn.Close()
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("the server goes on listening after it was told to stop")
		}
	}
}
