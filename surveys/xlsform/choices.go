package xlsform

import (
	"fmt"
	"strconv"
	"strings"

	"tilstand/surveys"
)

// choices reads the lists. Which of them are scales is known once all rows have been seen.
func (r *reader) choices() {
	t := r.tables[choicesSheet]
	rows := map[string][]int{}
	var order []string
	for row := range t.rows() {
		list := t.get(row, "list_name")
		switch {
		case !t.has("list_name"):
		case list == "":
			t.at(row, "list_name").note("xlsform.cell_missing", "column", "list_name")
		case t.get(row, "name") == "" && t.has("name"):
			t.at(row, "name").note("xlsform.cell_missing", "column", "name")
		}
		if list == "" {
			continue
		}
		if rows[list] == nil {
			order = append(order, list)
			r.lists[list] = row
		}
		rows[list] = append(rows[list], row)
		if strings.EqualFold(t.get(row, "x::role"), "outside") {
			r.scales[list] = true
		}
	}
	for _, list := range order {
		if r.scales[list] {
			r.scale(t, list, rows[list])
		} else {
			r.list(t, list, rows[list])
		}
	}
}

// scale reads a list as a scale: codes from low to high, then what stands outside.
func (r *reader) scale(t *table, list string, rows []int) {
	path := "/scales/" + list
	r.places[path] = t.at(rows[0], "list_name").Place
	scale := surveys.Scale{Steps: []surveys.Step{}, Outside: []surveys.Step{}}
	for _, row := range rows {
		part, steps := "steps", &scale.Steps
		switch role := strings.ToLower(t.get(row, "x::role")); role {
		case "outside":
			part, steps = "outside", &scale.Outside
		case "", "neutral":
			if len(scale.Outside) > 0 {
				t.row(row).note("xlsform.outside_last")
			}
		default:
			t.at(row, "x::role").note("xlsform.role_choice", "value", role)
		}
		path := fmt.Sprintf("%s/%s/%d", path, part, len(*steps))
		r.places[path+"/code"] = t.at(row, "name").Place
		code, err := strconv.ParseInt(t.get(row, "name"), 10, 8)
		if err != nil {
			t.at(row, "name").note("xlsform.scale_code", "value", t.get(row, "name"))
		}
		if part == "steps" && strings.EqualFold(t.get(row, "x::role"), "neutral") {
			r.places["/scales/"+list+"/neutral"] = t.at(row, "x::role").Place
			scale.Neutral = int8(code)
		}
		*steps = append(*steps, surveys.Step{Code: int8(code), Label: r.text(t, row, "label", path+"/label", false)})
	}
	r.in.Scales[list] = scale
}

// list reads a list of choices, coded in the order in which they stand.
func (r *reader) list(t *table, list string, rows []int) {
	path := "/choices/" + list
	r.places[path] = t.at(rows[0], "list_name").Place
	if len(rows) > surveys.MaxOptions {
		t.at(rows[surveys.MaxOptions], "list_name").note("xlsform.list_long", "list", list, "most", surveys.MaxOptions)
		rows = rows[:surveys.MaxOptions]
	}
	var options []surveys.Option
	for i, row := range rows {
		path := fmt.Sprintf("%s/options/%d", path, i)
		r.places[path+"/key"] = t.at(row, "name").Place
		role := strings.ToLower(t.get(row, "x::role"))
		if role != "" && role != "exclusive" {
			t.at(row, "x::role").note("xlsform.role_choice", "value", role)
		}
		options = append(options, surveys.Option{Code: int8(i + 1), Key: t.get(row, "name"), Label: r.text(t, row, "label", path+"/label", false), Exclusive: role == "exclusive"})
	}
	if r.in.Choices == nil {
		r.in.Choices = map[string]surveys.ChoiceList{}
	}
	r.in.Choices[list] = surveys.ChoiceList{Options: options}
}
