package web

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed static/vendor/VENDOR.md
var vendorNotes string

// VendoredPart is something that pages load and others have made.
type VendoredPart struct{ Name, Version, PURL string }

var vendoredLine = regexp.MustCompile(`(?m)^- \*\*(\S+) (\d+\.\d+\.\d+)\*\*`)

// Vendored lists what came from elsewhere, as the notes beside the files say; a test holds these against the files' checksums.
func Vendored() (parts []VendoredPart) {
	for _, found := range vendoredLine.FindAllStringSubmatch(vendorNotes, -1) {
		name, version := found[1], found[2]
		parts = append(parts, VendoredPart{name, version, "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + version})
	}
	return parts
}
