package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"tilstand/internal/accounts"
)

// A data file comes with its length, whether it is asked for whole or for its head alone, and leaves nothing behind.
func TestADownloadSaysItsLength(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.sharingSchools(1)[0]
	key, value := h.signedInAs("rektor", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
	a := h.get("/schools/"+sc.Orgnr+"/data/csv", key, value)
	if got := a.header.Get("Content-Length"); a.status != http.StatusOK || got != strconv.Itoa(len(a.body)) || len(a.body) < 10_000 {
		t.Errorf("%d: %d bytes came, and the length is said to be %s", a.status, len(a.body), got)
	}
	if left, err := os.ReadDir(h.scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// What goes wrong while a file is made, even after most of it has been written, is an error, and nothing of the file is sent or left.
func TestADownloadThatFailsIsNone(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	broken := errors.New("the disk is full")
	d, err := h.download("x.csv", "text/csv", func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("a,b\r\n", 100_000))
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	if err := d.file.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the file is still there: %v", err)
	}
	if left, err := os.ReadDir(h.scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Over a real connection a large file arrives whole, the next request on the same connection is answered, and a client that goes away in the middle takes
// nobody with it.
func TestALargeDownloadOverTheNetwork(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	const size = 3 << 20
	h.install(append(h.routes(), route{GET, "/large", public, func(_ context.Context, _ *request) (reply, error) {
		return h.download("large.bin", "application/octet-stream", func(w io.Writer) error {
			_, err := io.CopyN(w, sameByte('x'), size)
			return err
		})
	}}))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go h.Serve(ln)
	t.Cleanup(func() { h.Shutdown(t.Context()) })
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	for range 2 {
		answer, err := client.Get("http://" + ln.Addr().String() + "/large")
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, answer.Body)
		if answer.Body.Close(); err != nil || n != size || answer.ContentLength != size {
			t.Errorf("%d bytes of %d came: %v", n, answer.ContentLength, err)
		}
	}
	gone, err := client.Get("http://" + ln.Addr().String() + "/large")
	if err != nil {
		t.Fatal(err)
	}
	io.CopyN(io.Discard, gone.Body, 1000)
	gone.Body.Close()
	if again, err := client.Get("http://" + ln.Addr().String() + "/large"); err != nil || again.StatusCode != http.StatusOK {
		t.Errorf("after a client that went away: %v", err)
	} else {
		again.Body.Close()
	}
}

// sameByte is a stream of one byte.
type sameByte byte

func (b sameByte) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}
