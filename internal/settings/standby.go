package settings

// Standby is where a second machine can follow this one. The zero value is an installation without.
type Standby struct {
	Listen    string // host and port
	Secret    Secret // what the other machine shows
	TLS       TLS    // the certificate; none where this machine alone can ask, or the way is encrypted by something else
	Transport string // tls, or plain where somebody has said that the way is encrypted by something else
}

// On says whether there is one.
func (s Standby) On() bool { return s.Listen != "" }

const plainTransport = "plain"

// standby reads the section of the standby.
func (s section) standby() Standby {
	t := s.table("standby", false)
	b := Standby{
		Listen: t.line("listen", true), Secret: t.secret("secret"), TLS: TLS{Cert: t.line("cert", false), Key: t.line("key", false)},
		Transport: t.choice("transport", "tls", "tls", plainTransport),
	}
	host, _ := t.listener("listen", b.Listen)
	if !t.absent && b.Secret == (Secret{}) {
		t.refuse(t.prefix+"secret_file", "settings.missing")
	}
	if (b.TLS.Cert == "") != (b.TLS.Key == "") {
		t.refuse(t.prefix+"cert", "settings.half_certificate")
	}
	if b.Listen != "" && !loopback(host) && !b.TLS.On() && b.Transport != plainTransport {
		t.refuse(t.prefix+"listen", "settings.open_standby")
	}
	t.done()
	if t.absent {
		return Standby{}
	}
	return b
}
