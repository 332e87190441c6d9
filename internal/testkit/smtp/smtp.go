// Package smtp is a mail server for tests: it listens on loopback, speaks as much of RFC 5321 as a sender needs, and keeps what it is given.
//
// Deliberately absent: TLS and accounts. A test that asks for them sees the sender refuse.
package smtp

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// Mail is a letter as it arrived.
type Mail struct {
	From, To string // of the envelope
	Header   mail.Header
	Subject  string // decoded
	Text     string // decoded
}

// Server is a running mail server.
type Server struct {
	Port  int
	mails chan Mail
}

// Start runs a server until the test ends. It answers the first refusals letters with a passing fault.
func Start(t testing.TB, refusals int) *Server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	s := &Server{Port: ln.Addr().(*net.TCPAddr).Port, mails: make(chan Mail, 100)}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			refuse := refusals > 0
			refusals--
			go s.talk(conn, refuse)
		}
	}()
	return s
}

// patience is how long a letter may take on a busy machine.
const patience = 30 * time.Second

// Next waits for a letter.
func (s *Server) Next(t testing.TB) Mail {
	t.Helper()
	select {
	case m := <-s.mails:
		return m
	case <-time.After(patience):
		t.Fatal("no letter came")
		return Mail{}
	}
}

// Waiting is how many letters nobody has asked for.
func (s *Server) Waiting() int { return len(s.mails) }

// talk is one connection: a letter at most.
func (s *Server) talk(conn net.Conn, refuse bool) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 loopback ESMTP")
	var m Mail
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-loopback\r\n250 8BITMIME")
		case "MAIL":
			if refuse {
				say("451 try again")
				return
			}
			m.From = inAngles(rest)
			say("250 ok")
		case "RCPT":
			m.To = inAngles(rest)
			say("250 ok")
		case "DATA":
			say("354 go on")
			if err := m.read(in); err != nil {
				say("554 " + err.Error())
				return
			}
			s.mails <- m
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default: // HELO, NOOP, RSET
			say("250 ok")
		}
	}
}

// read reads a letter up to the line with a dot.
func (m *Mail) read(in *bufio.Reader) error {
	var raw strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	letter, err := mail.ReadMessage(strings.NewReader(raw.String()))
	if err != nil {
		return err
	}
	m.Header = letter.Header
	body := letter.Body
	if letter.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	m.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
	m.Subject, err = new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	return err
}

func inAngles(text string) string {
	_, text, _ = strings.Cut(text, "<")
	text, _, _ = strings.Cut(text, ">")
	return text
}
