package browser

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// diary writes down what a page does behind its back: messages on the console,
// errors nobody caught, violations of the content policy, and requests.
type diary struct {
	host string // the only one that may be asked, but for those that somebody visits

	mu       sync.Mutex
	messages []string
	foreign  []string
	expected []string
	visited  []string
	requests map[network.RequestID]string // address by id, of those under way
	received map[string]int               // bytes on the wire by address, headers included
}

// note is called for every event of the tab, in order, and must not block.
func (d *diary) note(event any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		d.messages = append(d.messages, "console."+string(e.Type)+": "+arguments(e.Args))
	case *runtime.EventExceptionThrown:
		d.messages = append(d.messages, "uncaught: "+exception(e.ExceptionDetails))
	case *log.EventEntryAdded:
		d.messages = append(d.messages, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *network.EventRequestWillBeSent:
		d.request(e.RequestID, e.Request.URL)
	case *network.EventLoadingFinished:
		d.finished(e.RequestID, int(e.EncodedDataLength))
	}
}

func (d *diary) request(id network.RequestID, address string) {
	u, err := url.Parse(address)
	if err != nil || slices.Contains([]string{"http", "https", "ws", "wss", "ftp"}, u.Scheme) && u.Host != d.host && !slices.Contains(d.visited, u.Host) {
		d.foreign = append(d.foreign, address)
	}
	if d.requests == nil {
		d.requests, d.received = map[network.RequestID]string{}, map[string]int{}
	}
	d.requests[id] = address
}

func (d *diary) finished(id network.RequestID, bytes int) {
	if address, ok := d.requests[id]; ok {
		d.received[address] += bytes
		delete(d.requests, id)
	}
}

// Expect announces messages that the test provokes: those that contain the
// text are no faults. Chromium writes one for every answer with an error
// status ("the server responded with a status of 422").
func (d *diary) Expect(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.expected = append(d.expected, text)
}

// Visit says that the tab goes to another host, too: by a link that somebody follows, as to sign in there.
func (d *diary) Visit(host string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.visited = append(d.visited, host)
}

// offline is what Chromium writes when a test has cut the connection, which
// only a test can.
const offline = "net::ERR_INTERNET_DISCONNECTED"

// faults are the messages nobody expected and the requests to other hosts.
func (d *diary) faults() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []string
	for _, m := range d.messages {
		if !strings.Contains(m, offline) && !slices.ContainsFunc(d.expected, func(e string) bool { return strings.Contains(m, e) }) {
			list = append(list, "on the console: "+m)
		}
	}
	for _, address := range d.foreign {
		list = append(list, "a request to another host: "+address)
	}
	return list
}

// Received is how many bytes came over the wire since the last call, by
// address, headers included and compressed as they came. What the browser had
// in its cache counts nothing.
func (d *diary) Received() map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	received := d.received
	d.received = map[string]int{}
	if received == nil {
		received = map[string]int{}
	}
	return received
}

// arguments of console.log, as the console would show them.
func arguments(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		var text string
		if json.Unmarshal(a.Value, &text) == nil {
			words = append(words, text)
		} else if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}

func exception(e *runtime.ExceptionDetails) string {
	if e.Exception != nil && e.Exception.Description != "" {
		return e.Exception.Description
	}
	return e.Text
}
