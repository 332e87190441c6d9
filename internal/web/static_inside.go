package web

import (
	"encoding/base64"
	"html/template"
	"regexp"
	"strings"
)

// A page that leaves the house takes its files with it: style sheets as text, and everything that these refer to as data.

// served is a style sheet's reference to a file as it is served.
var served = regexp.MustCompile(`url\("(/static/[^"]+)"\)`)

// inside is a file as an address that holds it.
func (a *assets) inside(name string) (template.URL, error) {
	href, err := a.href(name)
	if err != nil {
		return "", err
	}
	return template.URL(a.data(href)), nil
}

// sheetInside is a style sheet as an element that holds it. Ours have nothing in them that could end it.
func (a *assets) sheetInside(name string) (template.HTML, error) {
	href, err := a.href(name)
	if err != nil {
		return "", err
	}
	sheet := string(a.byPath[strings.TrimPrefix(href, "/static/")].body)
	sheet = served.ReplaceAllStringFunc(sheet, func(match string) string {
		return `url("` + a.data(served.FindStringSubmatch(match)[1]) + `")`
	})
	return template.HTML("<style>" + strings.ReplaceAll(sheet, "</", `<\/`) + "</style>"), nil
}

// data is a served file as a data URL.
func (a *assets) data(href string) string {
	file := a.byPath[strings.TrimPrefix(href, "/static/")]
	return "data:" + file.contentType + ";base64," + base64.StdEncoding.EncodeToString(file.body)
}
