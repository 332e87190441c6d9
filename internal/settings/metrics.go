package settings

import (
	"net"
	"strconv"
)

// Metrics is where how the service does can be read. The zero value is an installation that tells nobody.
type Metrics struct {
	Listen string // host and port
	Token  Secret // what a reader shows; none where only this machine can ask
}

// metrics reads the section of metrics.
func (s section) metrics() Metrics {
	t := s.table("metrics", false)
	m := Metrics{Listen: t.line("listen", true), Token: t.secret("token")}
	host, _ := t.listener("listen", m.Listen)
	if m.Listen != "" && !loopback(host) && m.Token == (Secret{}) {
		t.refuse(t.prefix+"listen", "settings.open_metrics")
	}
	t.done()
	if t.absent {
		return Metrics{}
	}
	return m
}

// listener takes an address to listen on apart. The host is empty for every interface.
func (s section) listener(key, address string) (host, port string) {
	if address == "" {
		return "", ""
	}
	host, port, err := net.SplitHostPort(address)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		s.refuse(s.prefix+key, "settings.no_listener")
	}
	return host, port
}
