package web

import (
	"bytes"
	"fmt"
	"html/template"

	"tilstand/internal/dataprotection"
)

// documentTemplate is a document as a file of its own: what word processors make headings and tables of. It has no style, so that it takes that of
// the document it is put into.
var documentTemplate = template.Must(template.New("document").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body>
<h1>{{.Title}}</h1>
{{with .Draft}}<p><em>{{.}}</em></p>{{end}}
{{with .Lead}}<p>{{.}}</p>{{end}}
{{range .Parts}}<h2>{{.Title}}</h2>
{{range .Text}}<p>{{.}}</p>
{{end}}{{if .Rows}}<table border="1" cellpadding="6">
<tr>{{range .Heads}}<th scope="col">{{.}}</th>{{end}}</tr>
{{range .Rows}}<tr>{{range .}}<td>{{range $i, $line := .}}{{if $i}}<br>{{end}}{{$line}}{{end}}</td>{{end}}</tr>
{{end}}</table>
{{end}}{{end}}</body>
</html>
`))

// documentFile is a document to save under a name.
func documentFile(d dataprotection.Document, name string) (reply, error) {
	var file bytes.Buffer
	if err := documentTemplate.Execute(&file, d); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return attachment{name: name + "-" + d.Lang + ".html", contentType: "text/html; charset=utf-8", body: file.Bytes()}, nil
}
