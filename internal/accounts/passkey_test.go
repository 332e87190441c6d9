package accounts

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"tilstand/internal/audit"
)

// device makes passkeys as a phone does: ES256, without attestation. The layout of its bytes is that of WebAuthn Level 3, §6.1 and §6.5, and of
// COSE (RFC 9053, §7.1.1).
type device struct {
	t      *testing.T
	origin string
	site   string // relying party id
	flags  byte   // user present 1, user verified 4, can be backed up 8, is backed up 16
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte // of the account
	count  uint32
	synced bool // keeps no count, as passkeys that are on several devices
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, origin: "https://tilstand.example.no", site: "tilstand.example.no", flags: 1 | 4, key: key, id: []byte(rand.Text())}
}

// asked is what a device reads of a question.
type asked struct {
	Challenge string `json:"challenge"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
}

func (d *device) read(c Ceremony) asked {
	d.t.Helper()
	var a asked
	if err := json.Unmarshal([]byte(c.Options), &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) client(kind, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// data is the authenticator data: whose site, what was done, how often.
func (d *device) data(flags byte) []byte {
	site := sha256.Sum256([]byte(d.site))
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.count)
}

func (d *device) answer(response map[string]string) string {
	text, err := json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

// makes answers a question for a new passkey.
func (d *device) makes(c Ceremony) string {
	a := d.read(c)
	handle, err := base64.RawURLEncoding.DecodeString(a.User.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.handle = handle
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	data := append(d.data(d.flags|64), make([]byte, 16)...) // of no known maker
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(data, d.id...)
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32) // a map of five: EC2, ES256, P-256, x
	data = append(data, point[1:33]...)
	data = append(data, 0x22, 0x58, 32)
	data = append(data, point[33:]...)
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58")
	object = append(append(object, byte(len(data))), data...)
	return d.answer(map[string]string{"clientDataJSON": b64(d.client("webauthn.create", a.Challenge)), "attestationObject": b64(object)})
}

// signs answers a question of the sign-in page.
func (d *device) signs(c Ceremony) string {
	if !d.synced {
		d.count++
	}
	client, data := d.client("webauthn.get", d.read(c).Challenge), d.data(d.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.handle),
	})
}

func (h *house) passkeys() *Passkeys {
	h.t.Helper()
	p, err := h.PasskeysAt(&url.URL{Scheme: "https", Host: "tilstand.example.no"})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *house) ask(p *Passkeys, now time.Time) Ceremony {
	h.t.Helper()
	c, err := p.BeginSignIn(now)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// added is a leader with a passkey on a device.
func (h *house) added(p *Passkeys) (Account, *device) {
	h.t.Helper()
	a, link := h.leader()
	h.signedInWith(link)
	d := newDevice(h.t)
	c, err := p.BeginAdding(noon, a.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := p.Add(h.t.Context(), h.by(a.ID), c.Sealed, "telefon", d.makes(c)); err != nil {
		h.t.Fatal(err)
	}
	return a, d
}

// A passkey alone signs in, strongly, also after a restart; its counter is kept.
func TestPasskey(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.passkeys()
	a, d := h.added(p)
	h.reopen()
	p = h.passkeys()
	for range 2 {
		c := h.ask(p, noon)
		token, err := p.SignIn(t.Context(), noon, "c", c.Sealed, d.signs(c))
		if err != nil {
			t.Fatal(err)
		}
		if session := h.Sessions.Find(noon, token); session.Account != a.ID || session.Strength(noon) != Strong {
			t.Errorf("session %+v", session)
		}
		h.reopen()
		p = h.passkeys()
	}
	ways := h.SecretsOf(a.ID)
	if len(ways) != 2 || ways[1].Kind != ByPasskey || ways[1].Label != "telefon" || !ways[1].Made.Equal(noon) {
		t.Errorf("ways %+v", ways)
	}
	d.count = 0 // a copy that was made before
	c := h.ask(p, noon)
	if _, err := p.SignIn(t.Context(), noon, "c", c.Sealed, d.signs(c)); !errors.Is(err, ErrRefused) {
		t.Errorf("an older counter: %v", err)
	}
	in, err := h.SignIn(t.Context(), noon, "c", a.Email, goodPassword)
	if err != nil || in.Step == "" || h.ByCode(noon, in.Step) {
		t.Errorf("the password of somebody with a passkey: %+v, %v", in, err)
	}
}

// Each thing that is checked is what stands in the way of one deceit.
func TestPasskeysRefuse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.passkeys()
	a, d := h.added(p)
	other, err := h.PasskeysAt(&url.URL{Scheme: "https", Host: "tilstand.example.no"})
	if err != nil {
		t.Fatal(err)
	}
	d.synced = true // so that no counter tells an answer that was used
	old := h.ask(p, noon)
	oldAnswer := d.signs(old)
	if _, err := p.SignIn(t.Context(), noon, "c", old.Sealed, oldAnswer); err != nil {
		t.Fatal(err)
	}
	for name, deceit := range map[string]func(d *device) (at time.Time, sealed, answer string){
		"an answer that was used": func(*device) (time.Time, string, string) { return noon, old.Sealed, oldAnswer },
		"another question's":      func(*device) (time.Time, string, string) { return noon, h.ask(p, noon).Sealed, oldAnswer },
		"another server's": func(d *device) (time.Time, string, string) {
			c := h.ask(other, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"a late one": func(d *device) (time.Time, string, string) {
			c := h.ask(p, noon)
			return noon.Add(ceremonyLives), c.Sealed, d.signs(c)
		},
		"of a site that looks alike": func(d *device) (time.Time, string, string) {
			d.origin = "https://tilstand.example.n0"
			c := h.ask(p, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"for another site": func(d *device) (time.Time, string, string) {
			d.site = "example.com"
			c := h.ask(p, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"without its owner": func(d *device) (time.Time, string, string) {
			d.flags = 1
			c := h.ask(p, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"of somebody else": func(d *device) (time.Time, string, string) {
			d.handle = []byte(h.operator)
			c := h.ask(p, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"with another key": func(d *device) (time.Time, string, string) {
			d.key = newDevice(t).key
			c := h.ask(p, noon)
			return noon, c.Sealed, d.signs(c)
		},
		"nothing": func(*device) (time.Time, string, string) { return noon, "", "" },
		"a question of adding one": func(d *device) (time.Time, string, string) {
			c, err := p.BeginAdding(noon, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			return noon, c.Sealed, d.signs(c)
		},
	} {
		forger := *d
		at, sealed, answer := deceit(&forger)
		if _, err := p.SignIn(t.Context(), at, Client(name), sealed, answer); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := h.ask(p, noon)
	if _, err := p.SignIn(t.Context(), noon, "c", c.Sealed, d.signs(c)); err != nil {
		t.Errorf("and the owner: %v", err)
	}
}

// A passkey is added to the account that asked for it, once, and one that was made without its owner is not.
func TestAddingPasskeysRefuses(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.passkeys()
	a, d := h.added(p)
	begin := func(id audit.AccountID) Ceremony {
		c, err := p.BeginAdding(noon, id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	unverified := newDevice(t)
	unverified.flags = 1
	c, theirs := begin(a.ID), begin(h.operator)
	for name, tt := range map[string]struct{ sealed, answer string }{
		"somebody else's question": {theirs.Sealed, newDevice(t).makes(theirs)},
		"without its owner":        {c.Sealed, unverified.makes(c)},
		"the same passkey":         {theirs.Sealed, d.makes(theirs)},
		"rubbish":                  {begin(a.ID).Sealed, "{}"},
	} {
		if err := p.Add(t.Context(), h.by(a.ID), tt.sealed, "", tt.answer); !isInvalid(err, "label", "passkey") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(h.SecretsOf(a.ID)); n != 2 {
		t.Errorf("%d ways of signing in", n)
	}
}

// Browsers have passkeys at a name, by https or on this machine.
func TestWherePasskeysAre(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for address, want := range map[string]bool{
		"https://tilstand.example.no": true, "http://localhost:8080": true, "http://tilstand.example.no": false, "http://127.0.0.1:8080": false, "https://[::1]": false,
	} {
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := h.PasskeysAt(base); err != nil || (p != nil) != want {
			t.Errorf("%s: %v, %v", address, p != nil, err)
		}
	}
}
