package surveys

import (
	"fmt"
	"maps"
	"slices"

	"tilstand/internal/programme"
)

// checkMap finds what is wrong with the mapping by itself.
func (r *reading) checkMap() {
	used := map[string]int{r.m.GroupColumn: 1}
	for _, v := range r.in.Variables() {
		id := ItemID(v.Name)
		column, mapped := r.m.Items[id]
		notAsked := slices.Contains(r.m.NotAsked, id)
		switch {
		case mapped && notAsked:
			r.fault(ImportFault{Problem: ItemBoth, Item: id})
		case !mapped && !notAsked:
			r.fault(ImportFault{Problem: ItemNoColumn, Item: id})
		}
		if mapped {
			used[column]++
		}
	}
	for _, column := range slices.Sorted(maps.Keys(used)) {
		if column != "" && used[column] > 1 {
			r.fault(ImportFault{Problem: ColumnTwice, Column: column})
		}
	}
	for _, id := range slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(r.m.Items)), r.m.NotAsked))) {
		if _, known := r.in.Variable(string(id)); !known {
			r.fault(ImportFault{Problem: ItemUnknown, Item: id})
		}
	}
	for _, value := range slices.Sorted(maps.Keys(r.m.Groups)) {
		if _, known := r.t.StaffGroup(r.m.Groups[value]); !known {
			r.fault(ImportFault{Problem: GroupUnknown, Value: r.m.Groups[value], Allowed: groupKeys(r.t)})
		}
	}
	r.checkCodes()
}

// checkCodes holds the codes of the mapping against the scales they are for.
func (r *reading) checkCodes() {
	for _, key := range slices.Sorted(maps.Keys(r.m.Codes)) {
		scales := r.scalesOf(key)
		if len(scales) == 0 {
			r.fault(ImportFault{Problem: CodeKeyUnknown, Value: key})
			continue
		}
		for _, value := range slices.Sorted(maps.Keys(r.m.Codes[key])) {
			code := r.m.Codes[key][value]
			for _, scale := range scales {
				if code != Blank && !scale.Accepts(code) {
					r.fault(ImportFault{Problem: CodeUnknown, Value: value, Allowed: append(answersTo(scale), "-1")})
					break
				}
			}
		}
	}
}

// scalesOf are the scales that a key of Codes is about.
func (r *reading) scalesOf(key string) []Scale {
	if scale, ok := r.in.Scales[key]; ok {
		return []Scale{scale}
	}
	if v, ok := r.in.Variable(key); ok {
		return []Scale{r.in.Answers(v)}
	}
	if key == everyItem {
		return slices.Collect(maps.Values(r.in.Scales))
	}
	return nil
}

func (r *reading) columnNames() []string {
	var names []string
	for _, c := range r.sheet.Columns {
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	return names
}

// answersTo are the codes of a scale with their labels, in English: "1 (To a very small extent)".
func answersTo(scale Scale) []string {
	var answers []string
	for _, option := range slices.Concat(scale.Steps, scale.Outside) {
		answers = append(answers, fmt.Sprintf("%d (%s)", option.Code, option.Label.In("en")))
	}
	return answers
}

func groupKeys(t *programme.Template) []string {
	var keys []string
	for _, g := range t.StaffGroups {
		keys = append(keys, g.Key)
	}
	return keys
}
