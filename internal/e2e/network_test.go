package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// lossy is a network that delivers what is sent and, while told so, loses what
// comes back: the server has stored the answers and the phone does not know.
type lossy struct {
	url string

	mu     sync.Mutex
	losing bool
	gone   []int // the status of the replies that were lost since losing began
}

func lossyNetwork(t *testing.T, to string) *lossy {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	n := &lossy{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // as the phone sees it
		},
		ModifyResponse: n.pass,
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	n.url = server.URL
	return n
}

// pass lets a reply through, or cuts the connection before its first byte.
func (n *lossy) pass(response *http.Response) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.losing && response.Request.Method == http.MethodPost {
		n.gone = append(n.gone, response.StatusCode)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (n *lossy) lose() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.losing, n.gone = true, nil
}

func (n *lossy) mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.losing = false
}

func (n *lossy) lost() []int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.gone)
}
