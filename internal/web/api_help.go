package web

import (
	"context"
	"fmt"
	"strings"
)

// apiHelpPage is templates/api.html: how a program reads.
type apiHelpPage struct {
	Page
	Base        string // the address of the service
	R           string // a program that reads
	Addresses   []apiAddress
	Table, List string // queries for Excel and Power BI
}

// apiAddress is an address for programs, as OpenAPI writes it, and what it gives.
type apiAddress struct{ Path, Gives string }

// apiAddresses are all addresses that need a token, each with the key of what it gives; tests hold them to the table of routes.
var apiAddresses = []struct{ path, gives string }{
	{"api/v1/data/csv", "owner_data"},
	{"api/v1/schools/{orgnr}/data/csv", "school_data"},
	{"api/v1/editions/{number}/data/csv", "edition_data"},
	{"api/v1/owner", "owner"},
	{"api/v1/schools", "schools"},
	{"api/v1/schools/{orgnr}/releases", "releases"},
	{"api/v1/releases/{id}", "release"},
	{"api/v1/editions", "editions"},
	{"api/v1/editions/{number}", "edition"},
	{"api/v1/instruments", "instruments"},
	{"api/v1/instruments/{key}/{version}", "instrument"},
	{"api/v1/targets", "targets"},
}

// programInR reads every release that is shared; its one argument is the address of the service. It stands here because templates keep no indents.
const programInR = `library(httr2)
tilstand <- function(path) {
  request("%s") |>
    req_url_path(path) |>
    req_auth_bearer_token(Sys.getenv("TILSTAND_TOKEN")) |>
    req_retry(max_tries = 5) |>
    req_perform() |>
    resp_body_json()
}
for (school in tilstand("/api/v1/schools")$items) {
  if (is.null(school$releases)) next # shares nothing now
  for (release in tilstand(school$releases)$items) {
    str(tilstand(release$document), 2)
  }
}`

// queryForTable is for Excel and Power BI (Power Query M). The address of the service stands by itself, without the path: Power BI refreshes by itself only
// where it can tell whom a query asks without running it. Types are read as English, since the file has decimal points.
const queryForTable = `let
    Token = "tok_…",
    Source = Csv.Document(
        Web.Contents("%s", [
            RelativePath = "api/v1/data/csv",
            Headers = [Authorization = "Bearer " & Token]
        ]),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Named = Table.PromoteHeaders(Source, [PromoteAllScalars = true]),
    Blank = Table.ReplaceValue(Named, "", null, Replacer.ReplaceValue, {%s}),
    Typed = Table.TransformColumnTypes(Blank, {%s}, "en-US")
in
    Typed`

// queryForList is the same for addresses that answer with JSON.
const queryForList = `let
    Token = "tok_…",
    Source = Json.Document(
        Web.Contents("%s", [
            RelativePath = "api/v1/schools",
            Query = [limit = "500"],
            Headers = [Authorization = "Bearer " & Token]
        ])
    ),
    Listed = Table.FromRecords(Source[items]),
    Named = Table.ExpandRecordColumn(Listed, "school", {"orgnr", "name"})
in
    Named`

// typedColumns are the columns that a query turns into numbers and days.
var typedColumns = []struct{ name, kind string }{
	{"closing_date", "type date"}, {"value", "type number"}, {"low", "type number"}, {"high", "type number"}, {"n", "Int64.Type"}, {"head_count", "Int64.Type"},
	{"target", "type number"}, {"gap", "type number"},
}

// tableQuery is the query for a service.
func tableQuery(base string) string {
	var names, types []string
	for _, c := range typedColumns {
		names = append(names, `"`+c.name+`"`)
		types = append(types, `{"`+c.name+`", `+c.kind+`}`)
	}
	return fmt.Sprintf(queryForTable, base, strings.Join(names, ", "), strings.Join(types, ", "))
}

// apiHelp explains the pages for programs to those who write one.
func (s *Server) apiHelp(_ context.Context, r *request) (reply, error) {
	base := s.base.String()
	p := &apiHelpPage{
		Page: r.page("api.title"), Base: base, R: fmt.Sprintf(programInR, base), Table: tableQuery(base), List: fmt.Sprintf(queryForList, base),
	}
	for _, a := range apiAddresses {
		p.Addresses = append(p.Addresses, apiAddress{a.path, r.words.T("api.gives." + a.gives)})
	}
	return render("api", p), nil
}
