package web

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// hiddenRequest is what must never be interpreted when it follows, or lies inside, a request whose end two readers would see in different places.
const hiddenRequest = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"

// ambiguous are requests that somebody between the browser and the service could read in another way than the service does. Sources of the kinds: RFC 9112 §2.2, §3,
// §5.1, §6.1 to §6.3, §7.1, §11.2 (what a recipient must refuse), and RFC 9110 §5.5, §7.2.
func ambiguous() map[string]string {
	cases := map[string]string{}
	line := "POST /front HTTP/1.1\r\nHost: x\r\n"
	total := fmt.Sprint("Content-Length: ", len("0\r\n\r\n"+hiddenRequest))
	const last = "\r\n\r\n0\r\n\r\n" + hiddenRequest
	for _, coding := range []string{
		"chunked", "CHUNKED", "xchunked", "chunkedx", "chunked, identity", "identity, chunked", "gzip, chunked", "chunked, gzip", "chunked, chunked", "chunked;q=1", `"chunked"`, ",chunked",
		"chunked,", "\tchunked", "\x0bchunked", "chunked\x0b", "chunked\x00", "identity", "cow", "", "chunked\r\nTransfer-Encoding: identity", "identity\r\nTransfer-Encoding: chunked", "\r\n chunked", "chun\r\n ked",
	} {
		cases[fmt.Sprintf("a length and the coding %q", coding)] = line + total + "\r\nTransfer-Encoding: " + coding + last
		cases[fmt.Sprintf("the coding %q and a short length", coding)] = line + "Transfer-Encoding: " + coding + "\r\nContent-Length: 5" + last
	}
	for _, header := range []string{
		"Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked", "A: b\r\n Transfer-Encoding: chunked", "A: b\nTransfer-Encoding: chunked", "A: b\rTransfer-Encoding: chunked",
		"Transfer-Encoding\x00: chunked", "\x00Transfer-Encoding: chunked", "Transfer-Encoding chunked", ": chunked", "A\x0b: b", "A: b\x00c", "A\r\nB: c", "A B: c", "\xff: a", "(a): b",
	} {
		cases[fmt.Sprintf("the header %q", header)] = line + total + "\r\n" + header + last
	}
	for _, length := range []string{"+5", "-1", "-5", "0x5", "5, 6", "5 6", "5;", "5.0", "", "a", "５", "99999999999999999999", "5\x00", "5\x0b", "0\r\nContent-Length: 38", "38\r\nContent-Length: 0", "5_0", "1e1"} {
		cases[fmt.Sprintf("the length %q", length)] = line + "Content-Length: " + length + last
	}
	for _, header := range []string{"Content-Length : 0", "Content-Length\t: 0", "Content-Length: 0\r\n Content-Length: 38", "Content-Length: 0\nContent-Length: 38"} {
		cases[fmt.Sprintf("the length in %q", header)] = line + header + last
	}
	for _, chunk := range []string{
		"0x3\r\nabc\r\n", "-1\r\nabc\r\n", "+3\r\nabc\r\n", "g\r\n", "\r\n", " \r\n", "FFFFFFFFFFFFFFFFF\r\nabc\r\n", "8000000000000000\r\nabc\r\n", "3\nabc\r\n", "3;a\nb\r\nabc\r\n", "3\rabc\r\n", "3\r\nabcd\r\n",
		"3\r\nabc", "3\r\nabc\n", "3\r\nab\r\n", "3\x00\r\nabc\r\n", "3 3\r\nabc\r\n",
	} {
		cases[fmt.Sprintf("the chunk %q", chunk)] = line + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n" + hiddenRequest
	}
	for name, first := range map[string]string{
		"no version": "GET /front\r\n\r\n", "an old version": "GET /front HTTP/0.9\r\nHost: x\r\n\r\n", "a version to come": "GET /front HTTP/2.0\r\nHost: x\r\n\r\n", "no such version": "GET /front HTTP/11\r\nHost: x\r\n\r\n",
		"a version in small letters": "GET /front http/1.1\r\nHost: x\r\n\r\n", "another protocol": "GET /front FTP/1.1\r\nHost: x\r\n\r\n", "HTTP/2 known before": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"words behind the version": "GET /front HTTP/1.1 x\r\nHost: x\r\n\r\n", "a NUL in the path": "GET /fr\x00ont HTTP/1.1\r\nHost: x\r\n\r\n", "line feeds alone": "GET /front HTTP/1.1\nHost: x\n\n",
		"line feeds alone in the headers": "GET /front HTTP/1.1\r\nHost: x\n\n", "one line feed alone": "GET /front HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
		"a carriage return alone": "GET /front HTTP/1.1\rHost: x\r\n\r\n", "no host": "GET /front HTTP/1.1\r\n\r\n", "two hosts": "GET /front HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"a NUL in a header": "GET /front HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", "no method": " /front HTTP/1.1\r\nHost: x\r\n\r\n", "only rubbish": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	} {
		cases[name] = first + hiddenRequest
	}
	return cases
}

// Whatever two readers would disagree about, the service answers at most once, and the hidden request is none.
func TestNothingIsSmuggled(t *testing.T) {
	t.Parallel()
	var smuggled atomic.Int64
	s := newSiteWith(t,
		route{GET, "/hidden", public, func(context.Context, *request) (reply, error) { smuggled.Add(1); return jsonBody("hidden"), nil }},
		route{GET, "/front", public, ok},
		route{POST, "/front", public, ok},
	)
	address, _ := s.listen()
	cases := ambiguous()
	if len(cases) < 60 {
		t.Fatalf("%d cases are too few", len(cases))
	}
	refused := 0
	for name, raw := range cases {
		back := exchange(t, address, raw)
		if answers, hidden := strings.Count(back, "HTTP/1.1 "), smuggled.Swap(0); answers > 1 || hidden != 0 {
			t.Errorf("%s: %d answers to\n%q\n%.300q", name, answers, raw, back)
		}
		if strings.HasPrefix(back, "HTTP/1.1 4") || strings.HasPrefix(back, "HTTP/1.1 5") {
			refused++
		}
	}
	t.Logf("%d of %d are refused, the others closed after one answer or without", refused, len(cases))
	if !strings.Contains(exchange(t, address, hiddenRequest), "hidden") {
		t.Error("the hidden address cannot be asked for at all, so this test proves nothing")
	}
}
