package web

import (
	"errors"
	"net"

	"github.com/valyala/fasthttp"
)

// closeSilently puts a rule before the server's own error handler: a connection on which a request does not come, or not
// to its end, is closed without a word. Browsers open connections in advance. Fasthttp answers one that has idled too
// long with an error page, and a browser that sends its request in that very moment takes the page for the answer: a
// form seems to be refused that was never read. A closed connection is what browsers know how to deal with; they send
// again on a new one.
func closeSilently(server *fasthttp.Server) {
	answer := server.ErrorHandler
	server.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) {
		if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
			ctx.Conn().Close() // what is written to it afterwards reaches nobody
			return
		}
		answer(ctx, err)
	}
}
