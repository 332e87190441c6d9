package accounts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"tilstand/internal/audit"
)

// Codes of an app: RFC 6238 as all apps know it, six digits of SHA-1 every 30 seconds. One step before and after is allowed for clocks that
// differ (§5.2), and each code is good once (§5.2 as well).
const (
	appStep = 30 * time.Second
	appSkew = 1
)

// appIssuer is what an app shows beside the address.
const appIssuer = "Tilstand"

// NewAppKey makes a key for an app, as the address otpauth://… that a QR code carries. It counts once [Store.AddApp] has seen a code of it.
func (s *Store) NewAppKey(account audit.AccountID) (string, error) {
	p := s.person(account)
	if p == nil {
		return "", ErrNotFound
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: appIssuer, AccountName: p.Email, Period: uint(appStep / time.Second), SecretSize: 20})
	if err != nil {
		return "", fmt.Errorf("make a key for an app: %w", err)
	}
	return key.URL(), nil
}

// AddApp adds an app whose key was made just now, proved by a code of it. Errors: *[Invalid] for a code that does not fit.
func (s *Store) AddApp(ctx context.Context, by audit.By, url, label, code string) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	key, err := otp.NewKeyFromURL(url)
	if err != nil || len(key.Secret()) != 32 { // 160 bits in base32
		return &Invalid{[]Problem{{"code", "code"}}}
	}
	x := newSecret(by.Account, ByApp, by.At, label, key.Secret())
	if !s.codes.fits(x, code, by.At) {
		return &Invalid{[]Problem{{"code", "code"}}}
	}
	return s.addSecret(ctx, by, x)
}

// usedCodes remembers the last step of each app that a code was taken for, so that no code is taken twice.
type usedCodes struct {
	mu   sync.Mutex
	last map[string]int64 // by id of the secret
}

// fits reports whether the code is one of the app's now, and has not been used.
func (u *usedCodes) fits(x secret, code string, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	step := now.Unix() / int64(appStep/time.Second)
	for at := step - appSkew; at <= step+appSkew; at++ {
		if at <= u.last[x.id] {
			continue
		}
		ok, err := totp.ValidateCustom(code, x.value, time.Unix(at*int64(appStep/time.Second), 0), totp.ValidateOpts{
			Period: uint(appStep / time.Second), Skew: 0, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && ok {
			u.last[x.id] = at
			return true
		}
	}
	return false
}
