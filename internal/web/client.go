package web

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"

	"tilstand/internal/accounts"
)

// clientOf is where a sign-in comes from: the other end of the connection. When that is a proxy that the settings name, it is the last address in
// X-Forwarded-For that is no such proxy: the one that the outermost of our proxies wrote itself. What stands before it was sent by the
// client, who may have invented it. Of an IPv6 address the first 64 bits count, since one household has them all.
func (s *Server) clientOf(c *fiber.Ctx) accounts.Client {
	address, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	address = address.Unmap()
	hops := strings.Split(strings.Join(forwarded(c), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.settings.Trusts(address); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = before.Unmap()
	}
	if address.Is6() {
		household, _ := address.WithZone("").Prefix(64) // of a valid address there is one
		return accounts.Client(household.String())
	}
	return accounts.Client(address.String())
}

// forwarded are all X-Forwarded-For headers, in their order.
func forwarded(c *fiber.Ctx) []string {
	var all []string
	for _, value := range c.Request().Header.PeekAll("X-Forwarded-For") {
		all = append(all, string(value))
	}
	return all
}
