package standby

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/duckdb"
)

// Remote is where a primary is, and how to be let in there.
type Remote struct {
	URL    string `json:"url"`             // https://host:port
	Secret string `json:"secret"`          // the file that it is in, absolute
	CA     string `json:"ca,omitempty"`    // a file of certificates to trust besides those of the system; absolute
	Plain  bool   `json:"plain,omitempty"` // somebody has said that the way there may go without TLS
}

// ErrPlain says that an address would send answers in the clear.
var ErrPlain = errors.New("without TLS whoever is on the way reads every answer: take https://, or say -plain where the way itself is encrypted, such as a VPN")

// Check says what is wrong with the address.
func (r Remote) Check() error {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is no address such as https://primary.example.no:8444", r.URL)
	}
	if u.Scheme == "http" && !r.Plain && !loopback(u.Hostname()) {
		return ErrPlain
	}
	return nil
}

// loopback says of a host whether it is this machine for certain. A name is not: it may lead anywhere.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Loopback says whether an address to listen on is reached from this machine alone.
func Loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	return err == nil && loopback(host)
}

// client asks a primary.
type client struct {
	at     string
	secret string
	http   *http.Client
}

// How long a primary may take: to say where it is, which waits for a checkpoint of its writer; to begin an answer, which waits for the sums of a large main; for all of an answer.
const (
	whereTime = 20 * time.Second
	headTime  = time.Minute
	wholly    = 2 * time.Minute
)

func (r Remote) dial() (*client, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(r.Secret)
	if err != nil {
		return nil, fmt.Errorf("the secret of the standby: %w", err)
	}
	secret := strings.TrimSpace(string(text))
	if err := CheckSecret(secret); err != nil {
		return nil, err
	}
	trust := &tls.Config{MinVersion: tls.VersionTLS13}
	if r.CA != "" {
		pem, err := os.ReadFile(r.CA)
		if err != nil {
			return nil, err
		}
		if trust.RootCAs, err = x509.SystemCertPool(); err != nil {
			return nil, err
		}
		if !trust.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s has no certificate", r.CA)
		}
	}
	dialer := net.Dialer{Timeout: 5 * time.Second, KeepAlive: 5 * time.Second}
	return &client{at: strings.TrimRight(r.URL, "/"), secret: secret, http: &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: trust, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: headTime,
			MaxIdleConns: 2, IdleConnTimeout: time.Minute, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("the primary leads elsewhere") },
		Timeout:       wholly,
	}}, nil
}

// errBusy says that a primary has no time now.
var errBusy = errors.New("the primary has no time now")

func (c *client) ask(ctx context.Context, method, path string, query url.Values, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.at+path+"?"+query.Encode(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	reply, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	switch reply.StatusCode {
	case http.StatusOK:
		return reply, nil
	case http.StatusGone:
		err = duckdb.ErrMoved
	case http.StatusServiceUnavailable:
		err = errBusy
	case http.StatusUnauthorized:
		err = errors.New("the primary does not know this secret")
	default:
		err = fmt.Errorf("the primary answers %s: is this the address of its [standby] section?", reply.Status)
	}
	return nil, errors.Join(err, reply.Body.Close())
}

// bytes asks for bytes and holds them against their sum.
func (c *client) bytes(ctx context.Context, path string, query url.Values, most int64) ([]byte, error) {
	reply, err := c.ask(ctx, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	b, err := io.ReadAll(io.LimitReader(reply.Body, most+1))
	if err == nil && (int64(len(b)) > most || sumOf(b) != reply.Header.Get(sumHeader)) {
		err = errSum
	}
	return b, err
}

func (c *client) position(ctx context.Context, file string, behind time.Duration) (p placed, err error) {
	ctx, cancel := context.WithTimeout(ctx, whereTime)
	defer cancel()
	reply, err := c.ask(ctx, http.MethodGet, "/v1/position", url.Values{"file": {file}, "behind": {strconv.FormatInt(behind.Milliseconds(), 10)}}, nil)
	if err != nil {
		return p, err
	}
	defer reply.Body.Close()
	err = json.NewDecoder(io.LimitReader(reply.Body, maxText)).Decode(&p)
	if err == nil && (p.Generation == "" || p.Main <= 0 || p.WAL < 0) {
		err = errSum
	}
	return p, err
}

func (c *client) sums(ctx context.Context, file, generation string) ([][sha256.Size]byte, error) {
	all, err := c.bytes(ctx, "/v1/sums", url.Values{"file": {file}, "generation": {generation}}, maxSums)
	if err != nil {
		return nil, err
	}
	sums := make([][sha256.Size]byte, len(all)/sha256.Size)
	for i := range sums {
		sums[i] = [sha256.Size]byte(all[i*sha256.Size:])
	}
	return sums, nil
}

// part is a piece of main or WAL.
func (c *client) part(ctx context.Context, which, file, generation string, at int64, n int) ([]byte, error) {
	return c.bytes(ctx, "/v1/"+which, url.Values{
		"file": {file}, "generation": {generation}, "at": {strconv.FormatInt(at, 10)}, "bytes": {strconv.Itoa(n)},
	}, maxChunk)
}

func (c *client) settings(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, "/v1/settings", nil, maxText)
}

// codes calls take for each wave that has codes; with its file where has names another, with nil where it has this one.
func (c *client) codes(ctx context.Context, has map[string]string, take func(wave, sum string, file []byte) error) error {
	body, err := json.Marshal(has)
	if err != nil {
		return err
	}
	reply, err := c.ask(ctx, http.MethodPost, "/v1/codes", nil, body)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	in := bufio.NewReader(reply.Body)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("one-time codes: %w", err)
		}
		var f frame
		if err := json.Unmarshal(line, &f); err != nil {
			return fmt.Errorf("one-time codes: %w", err)
		}
		if f.Wave == "" {
			return nil
		}
		if f.Bytes < 0 || f.Bytes > maxCodes || f.Bytes == 0 && has[f.Wave] != f.Sum {
			return fmt.Errorf("one-time codes: %w", errSum)
		}
		var file []byte
		if f.Bytes > 0 {
			file = make([]byte, f.Bytes)
			if _, err := io.ReadFull(in, file); err != nil {
				return fmt.Errorf("one-time codes: %w", err)
			}
			if sumOf(file) != f.Sum {
				return fmt.Errorf("one-time codes: %w", errSum)
			}
		}
		if err := take(f.Wave, f.Sum, file); err != nil {
			return err
		}
	}
}

func (c *client) replaced(ctx context.Context, n Notice) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	reply, err := c.ask(ctx, http.MethodPost, "/v1/replaced", nil, body)
	if err != nil {
		return err
	}
	return reply.Body.Close()
}
