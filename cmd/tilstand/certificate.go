package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tilstand/internal/settings"
)

// certificate is the one in two files, read anew when they change: whoever renews certificates writes them, and connections that are open keep what they began with. Files that
// do not fit together, as halfway through a renewal, change nothing.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	looked time.Time
	stamp  [2]time.Time // of the files that are loaded, or could not be
}

// certificateLooks is how often the files are looked at, when somebody connects.
const certificateLooks = 5 * time.Second

// openCertificate reads the files of the settings.
func openCertificate(files settings.TLS, dir string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: within(dir, files.Cert), key: within(dir, files.Key), log: log}
	c.stamp = c.stamps()
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

// within is a path of the settings: one that does not begin at the root is in the data folder.
func within(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func (c *certificate) load() error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("the certificate of [tls]: %w", err)
	}
	c.loaded = &pair
	return nil
}

func (c *certificate) stamps() (at [2]time.Time) {
	for i, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

// current is the certificate for a new connection.
func (c *certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) < certificateLooks {
		return c.loaded, nil
	}
	c.looked = time.Now()
	if stamp := c.stamps(); stamp != c.stamp {
		c.stamp = stamp
		if err := c.load(); err != nil {
			c.log.Error("the new certificate cannot be used, the old one stays", "err", err)
		} else {
			c.log.Info("new certificate", "until", c.loaded.Leaf.NotAfter)
		}
	}
	return c.loaded, nil
}

// listen answers TLS 1.2 and later. HTTP/2 is for proxies.
func (c *certificate) listen(ln net.Listener) net.Listener {
	return tls.NewListener(ln, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: c.current})
}

// soon is how long before its end a certificate worries the doctor. Who renews by ACME does so a month before.
const soon = 14 * 24 * time.Hour

// tls looks at the service's own certificate.
func (d *doctor) tls(at time.Time) finding {
	if !d.settings.TLS.On() {
		return good("TLS", "none of its own: a proxy has it")
	}
	c, err := openCertificate(d.settings.TLS, d.data, nil)
	if err != nil {
		return finding{fails, "TLS", err.Error(), "mend [tls] in settings.toml, or the files"}
	}
	leaf, err := x509.ParseCertificate(c.loaded.Certificate[0])
	if err == nil && at.After(leaf.NotAfter) {
		err = errors.New("it has ended")
	}
	if err != nil {
		return finding{fails, "TLS", err.Error(), "renew the certificate"}
	}
	if at.Add(soon).After(leaf.NotAfter) {
		return finding{warns, "TLS", "the certificate ends " + leaf.NotAfter.Format("2006-01-02 15:04 UTC"), "renew it"}
	}
	return good("TLS", "the certificate holds until %s", leaf.NotAfter.Format("2006-01-02"))
}
