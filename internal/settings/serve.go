package settings

import (
	"net/url"
	"strings"
)

// DefaultListen is an address that this machine alone reaches.
const DefaultListen = "127.0.0.1:8080"

// TLS names the files of a certificate. The zero value is a service behind a proxy that has one.
type TLS struct {
	Cert, Key string // paths; those that do not begin at the root are in the data folder
}

// On says whether there is one.
func (t TLS) On() bool { return t.Cert != "" }

// serves is the address to listen on.
func (s section) serves() string {
	listen := s.line("listen", false)
	if listen == "" {
		return DefaultListen
	}
	s.listener("listen", listen)
	return listen
}

// base is the address that people use: a scheme and a host.
func (s section) base(key string) string {
	text := strings.TrimRight(s.line(key, false), "/")
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		s.refuse(s.prefix+key, "settings.no_base")
	}
	return text
}

func (s section) tls() TLS {
	t := s.table("tls", false)
	files := TLS{Cert: t.line("cert", true), Key: t.line("key", true)}
	t.done()
	if t.absent {
		return TLS{}
	}
	return files
}
