package browser

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Setting is what a page is looked at with.
type Setting struct {
	Width, Height int64
	// Mobile is a phone's way of laying out: touch, and zooming out instead of
	// overflowing. Check for overflow without it, or it hides.
	Mobile   bool
	Dark     bool
	Contrast bool // the reader wants more
	Forced   bool // the reader's own colours, as in Windows' contrast themes
	NoScript bool
	Language string // what the browser asks for (Accept-Language), "" for Chromium's own
}

// The settings that tests share. Change a copy for the rest.
var (
	Phone  = Setting{Width: 360, Height: 740, Mobile: true}
	Narrow = Setting{Width: 320, Height: 640}
	Laptop = Setting{Width: 1280, Height: 900}
)

// apply sets the tab up before its first page.
func (s Setting) apply() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		or := func(set bool, value, otherwise string) string {
			if set {
				return value
			}
			return otherwise
		}
		steps := []func() error{
			command(ctx, t, network.Enable, network.EnableParams{}),
			command(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: s.Width, Height: s.Height, DeviceScaleFactor: 1, Mobile: s.Mobile,
			}),
			command(ctx, t, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: s.Mobile}),
			command(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: s.NoScript}),
			command(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: or(s.Dark, "dark", "light")},
				{Name: "prefers-contrast", Value: or(s.Contrast, "more", "no-preference")},
				{Name: "forced-colors", Value: or(s.Forced, "active", "none")},
				{Name: "prefers-reduced-motion", Value: "reduce"},
			}}),
		}
		if s.Language != "" {
			steps = append(steps, command(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
				Headers: network.Headers{"Accept-Language": s.Language},
			}))
		}
		return inOrder(steps)
	})
}

// command is one protocol command, ready to run.
func command[P, R any](ctx context.Context, t *chromedp.Target, c cdp.Command[P, R], params P) func() error {
	return func() error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	}
}

func inOrder(steps []func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// Network is what the connection is like. The zero value is the machine's own.
type Network struct {
	Offline   bool
	RoundTrip time.Duration
	Kilobits  float64 // a second, each way; 0 is no limit
}

var (
	// Slow is a phone in a staff room with bad reception.
	Slow = Network{RoundTrip: 400 * time.Millisecond, Kilobits: 400}
	// Gone is no connection.
	Gone = Network{Offline: true}
	// Free is the machine's own connection.
	Free = Network{}
)

// apply changes the connection of the tab and of its service workers.
func (n Network) apply() chromedp.Action[chromedp.Void] {
	rate := -1.0
	if n.Kilobits > 0 {
		rate = n.Kilobits * 1000 / 8 // bytes a second
	}
	latency := float64(n.RoundTrip.Milliseconds())
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return inOrder([]func() error{
			command(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
				EmulateOfflineServiceWorker: &n.Offline,
				MatchedNetworkConditions: []*network.Conditions{{
					Latency: latency, DownloadThroughput: rate, UploadThroughput: rate, Offline: n.Offline,
				}},
			}),
			command(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{
				Latency: latency, DownloadThroughput: rate, UploadThroughput: rate, Offline: n.Offline,
			}),
		})
	})
}

// Slow makes the tab's processor so many times slower.
func (tab *Tab) Slow(times float64) {
	tab.t.Helper()
	tab.Do("slow the processor down", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, inOrder([]func() error{
			command(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times}),
			command(ctx, t, performance.Enable, performance.EnableParams{}),
		})
	})
}

// Cookie gives the browser a cookie for the server, as if the server had set it.
func (tab *Tab) Cookie(name, value string) {
	tab.t.Helper()
	httpOnly, home := true, tab.base.String()
	tab.Do("set a cookie", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, command(ctx, t, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: home, HTTPOnly: &httpOnly})()
	})
}

// Passkeys gives the tab a device that keeps passkeys and says yes for its owner, as a phone does once a finger has been laid on it.
func (tab *Tab) Passkeys() {
	tab.t.Helper()
	tab.Do("add a device for passkeys", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		device := &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}
		return chromedp.Void{}, inOrder([]func() error{
			command(ctx, t, webauthn.Enable, webauthn.EnableParams{}),
			command(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: device}),
		})
	})
}

// ScriptTime is how long scripts have run on the page that was opened last, after Slow.
func (tab *Tab) ScriptTime() time.Duration {
	tab.t.Helper()
	var took time.Duration
	tab.Do("ask how long scripts have run", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		result, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		for _, m := range result.Metrics {
			if m.Name == "ScriptDuration" {
				took = time.Duration(m.Value * float64(time.Second))
			}
		}
		return chromedp.Void{}, err
	})
	return took
}
