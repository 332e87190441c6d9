package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/reports"
)

// auditFile is the log as a file: what the page shows with the same filter, all of it, in words and as it is stored. Times are in UTC, as they are
// stored, and Norwegian.
func (s *Server) auditFile(ctx context.Context, r *request) (reply, error) {
	page := &auditPage{In: entering(r.query), Area: r.query.Get(byArea)}
	mine, err := s.ownLog(r, page)
	if err != nil {
		return nil, err
	}
	entries, err := s.audit.Read(ctx, page.read(mine, r.query))
	if err != nil {
		return nil, err
	}
	body, err := writeAudit(s.inWords(r, audit.Filter{}), entries)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s-%s.csv", r.words.T("log.file"), s.now().In(oslo).Format(time.DateOnly))
	return attachment{name: name, contentType: "text/csv; charset=utf-8", body: body}, nil
}

// writeAudit writes entries for a Norwegian spreadsheet: UTF-8 with a byte order mark, and semicolons. Names are typed by people, and may begin
// what a spreadsheet takes for a formula.
func writeAudit(words auditWords, entries []audit.Entry) ([]byte, error) {
	var body bytes.Buffer
	body.WriteString("\ufeff")
	rows := csv.NewWriter(&body)
	rows.Comma = ';'
	rows.Write([]string{"number", "time", "utc", "name", "what", "where", "about", "account", "action", "school", "owner", "subject", "detail", "hash"}) // errors are kept until the end
	for _, e := range entries {
		line := words.line(e)
		row := []string{
			strconv.FormatInt(e.Number, 10), e.At.In(oslo).Format(time.DateTime), e.At.Format(time.RFC3339Nano), line.Who, line.What, line.Where, strings.Join(line.About, ". "),
			string(e.Account), string(e.Action), e.School, e.Owner, e.Subject, e.Detail, e.Hash.String(),
		}
		for i := range row {
			row[i] = reports.Harmless(row[i])
		}
		rows.Write(row)
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("write the log as a file: %w", err)
	}
	return body.Bytes(), nil
}
