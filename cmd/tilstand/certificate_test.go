package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tilstand/internal/settings"
)

// pair makes a certificate for this machine, and its key, as files would hold them.
func pair(t *testing.T, name string, until time.Time) (cert, key []byte) {
	t.Helper()
	made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: until.Add(-time.Hour * 24 * 365), NotAfter: until, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &made.PublicKey, made)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(made)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

// A renewed certificate is for those who come after it; who is there stays there, and half a renewal changes nothing.
func TestCertificatesAreRenewedWhileServing(t *testing.T) {
	t.Parallel()
	dir, until := t.TempDir(), time.Now().Add(time.Hour*24*90)
	age := until
	write := func(name string, content []byte) {
		t.Helper()
		age = age.Add(time.Minute) // a file written anew has another time, however coarse the clock of the file system
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, age, age); err != nil {
			t.Fatal(err)
		}
	}
	first, firstKey := pair(t, "first", until)
	second, secondKey := pair(t, "second", until)
	write("cert.pem", first)
	write("key.pem", firstKey)
	c, err := openCertificate(settings.TLS{Cert: "cert.pem", Key: filepath.Join(dir, "key.pem")}, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") })}
	go server.Serve(c.listen(plain))
	defer server.Close()
	connect := func() (*tls.Conn, string) {
		t.Helper()
		c.mu.Lock()
		c.looked = time.Time{}
		c.mu.Unlock()
		conn, err := tls.Dial("tcp", plain.Addr().String(), &tls.Config{InsecureSkipVerify: true}) // which certificate it is, is what is looked at
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn, conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	}
	answers := func(conn *tls.Conn) {
		t.Helper()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != 200 {
			t.Fatalf("%v, %v", answer, err)
		}
		io.Copy(io.Discard, answer.Body)
	}
	old, name := connect()
	answers(old)
	if name != "first" {
		t.Fatalf("served with %s", name)
	}
	write("cert.pem", second)
	if _, name := connect(); name != "first" {
		t.Errorf("half a renewal serves %s", name)
	}
	write("key.pem", secondKey)
	if _, name := connect(); name != "second" {
		t.Errorf("after the renewal it is still %s", name)
	}
	answers(old)
	if _, err := tls.Dial("tcp", plain.Addr().String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 is answered")
	}
}

func TestDoctorLooksAtTheCertificate(t *testing.T) {
	t.Parallel()
	dir, until := t.TempDir(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	cert, key := pair(t, "x", until)
	for name, content := range map[string][]byte{"cert.pem": cert, "key.pem": key} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := &doctor{data: dir}
	for at, want := range map[time.Time]string{until.AddDate(0, -2, 0): fine, until.AddDate(0, 0, -7): warns, until.AddDate(0, 0, 1): fails} {
		d.settings.TLS = settings.TLS{Cert: "cert.pem", Key: "key.pem"}
		if got := d.tls(at); got.grade != want {
			t.Errorf("%v: %+v", at, got)
		}
	}
	d.settings.TLS.Key = "none.pem"
	if got := d.tls(until); got.grade != fails {
		t.Errorf("without a key: %+v", got)
	}
}
