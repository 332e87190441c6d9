package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to the mail server is protected.
type Security string

// Ways of protecting it.
const (
	STARTTLS Security = "starttls" // plain at first, encrypted before anything is said; refused where the server cannot
	TLS      Security = "tls"      // encrypted from the first byte
	Open     Security = "none"     // for a server on the same machine or net; then nobody signs in to it
)

// ports are the usual ones.
var ports = map[Security]int{STARTTLS: 587, TLS: 465, Open: 25}

// Server is where letters are handed over.
type Server struct {
	Host     string
	Port     int // 0 for the usual one
	Security Security
	User     string // "" where the server asks for none
	Password string
	From     string // the address that letters come from
}

// Sender hands letters over to a mail server. Safe for concurrent use; each letter has its own connection.
type Sender struct {
	server  Server
	options []gomail.Option
}

// patience is how long one attempt may take.
const patience = 8 * time.Second

// New makes a sender. It does not ask the server anything yet.
func New(server Server) (*Sender, error) {
	if server.Port == 0 {
		server.Port = ports[server.Security]
	}
	s := &Sender{server: server, options: []gomail.Option{gomail.WithPort(server.Port), gomail.WithTimeout(patience)}}
	switch server.Security {
	case TLS:
		s.options = append(s.options, gomail.WithSSL())
	case Open:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if server.User != "" {
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(server.User), gomail.WithPassword(server.Password))
	}
	if _, err := gomail.NewClient(server.Host, s.options...); err != nil {
		return nil, fmt.Errorf("mail server %s: %w", server.Host, err)
	}
	if err := gomail.NewMsg().From(server.From); err != nil {
		return nil, fmt.Errorf("mail from %q: %w", server.From, err)
	}
	return s, nil
}

// Send hands a letter over. A second attempt follows the first at once, on a new connection; a server that says no for good is asked once. The error
// never holds the letter's text.
func (s *Sender) Send(ctx context.Context, l Letter) error {
	err := s.try(ctx, l)
	if refused, ok := errors.AsType[*gomail.SendError](err); err != nil && ctx.Err() == nil && !(ok && !refused.IsTemp()) {
		err = s.try(ctx, l)
	}
	if err != nil {
		return fmt.Errorf("hand a letter over to %s: %w", s.server.Host, err)
	}
	return nil
}

func (s *Sender) try(ctx context.Context, l Letter) error {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := message.From(s.server.From); err != nil {
		return err
	}
	if err := message.To(l.To); err != nil {
		return errors.New("the address cannot be written to") // without quoting it: errors are logged
	}
	message.Subject(l.Subject)
	message.SetGenHeader("Content-Language", l.Lang)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answering machine answers
	message.SetBodyString(gomail.TypeTextPlain, l.Text)
	client, err := gomail.NewClient(s.server.Host, s.options...)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, message)
}

// Reach signs in to the mail server, as sending does, and leaves. Nothing is sent.
func (s *Sender) Reach(ctx context.Context) error {
	client, err := gomail.NewClient(s.server.Host, s.options...)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("reach %s: %w", s.server.Host, err)
	}
	return client.Close()
}
