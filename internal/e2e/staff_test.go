package e2e

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// items are the ids of the state survey, in the order of the form.
var items = []string{
	"promote_plan", "promote_relations", "promote_inclusion", "prevent_presence", "prevent_early",
	"uncover_ask", "uncover_withdrawal", "uncover_hidden", "intervene_at_once", "intervene_sure",
	"notify_suspicion", "notify_trust", "measures_suited", "measures_agreed", "persist_adjust", "persist_ask", "persist_until_safe",
	"capacity_understanding", "capacity_depends", "capacity_learning", "capacity_everyone",
}

// sheet is an answer form that somebody has filled in: codes by item.
type sheet struct {
	id, group string
	answers   map[string]string
}

// allAt is a sheet on which every item has the same code.
func allAt(code int) sheet {
	sh := sheet{id: newID(), answers: map[string]string{}}
	for _, item := range items {
		sh.answers[item] = fmt.Sprint(code)
	}
	return sh
}

// newID is what a form carries to be counted once.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (sh sheet) values() url.Values {
	values := url.Values{"sid": {sh.id}}
	if sh.group != "" {
		values.Set("group", sh.group)
	}
	for item, code := range sh.answers {
		values.Set(item, code)
	}
	return values
}

// send sends the sheet as the form's script does and returns the status. A
// 201 must repeat the id: anything may answer on a network, and only that is a receipt.
func (sh sheet) send(client *http.Client, address string) (int, error) {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(sh.values().Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		_, err := io.Copy(io.Discard, response.Body)
		return response.StatusCode, err
	}
	var receipt struct{ ID string }
	if err := json.NewDecoder(response.Body).Decode(&receipt); err != nil {
		return 0, err
	}
	if receipt.ID != sh.id {
		return 0, fmt.Errorf("the receipt is for %q", receipt.ID)
	}
	return response.StatusCode, nil
}

// answer lets staff answer with the sheets.
func answer(t testing.TB, base string, w wave, sheets ...sheet) {
	t.Helper()
	for _, sh := range sheets {
		status, err := sh.send(http.DefaultClient, base+w.form())
		if err != nil || status != http.StatusCreated {
			t.Fatalf("sending answers: %d, %v", status, err)
		}
	}
}
