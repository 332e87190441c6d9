package surveys

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"tilstand/internal/i18n"
)

// GroupName is what the group with the number is called; 0 is everybody, and has no name.
func (w Wave) GroupName(number uint8) i18n.Text {
	for _, g := range w.Groups {
		if g.Number == number {
			return g.Name
		}
	}
	return i18n.Text{}
}

// WriteSlips writes slips as a file for a mail merge: UTF-8 with a byte order mark, semicolons, and the columns code, link and
// group, where link makes the address of a code and group is the name in the language. Norwegian spreadsheets and word processors
// open that as it is; with commas they would find one column.
func WriteSlips(to io.Writer, w Wave, slips []Slip, lang string, link func(LinkCode) string) error {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return fmt.Errorf("write slips: %w", err)
	}
	rows := csv.NewWriter(to)
	rows.Comma = ';'
	rows.Write([]string{"code", "link", "group"}) // errors are kept until the end
	for _, slip := range slips {
		rows.Write([]string{slip.Code.Grouped(), link(slip.Code), w.GroupName(slip.Group).In(lang)})
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		return fmt.Errorf("write slips: %w", err)
	}
	return nil
}

// GroupByKey is the number of the group that a staff group belongs to, by the key of either. In a wave without groups it is 0, by the key "all".
func (w Wave) GroupByKey(key string) (number uint8, ok bool) {
	for _, g := range w.Groups {
		if g.Key == key || slices.Contains(g.Merged, key) {
			return g.Number, true
		}
	}
	return 0, len(w.Groups) == 0 && key == "all"
}
