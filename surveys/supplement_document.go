package surveys

import "fmt"

// Document is the supplement as a questionnaire by itself, for the formats that questionnaires are edited in; [LocalItemsOf] is the way back. It is asked of
// nobody and in no library. by is whose questions they are, and year the one that they are from. It is nil for a supplement without items.
func (s Supplement) Document(by string, year int) *Instrument {
	if len(s.Items) == 0 {
		return nil
	}
	words := localWords().Sections[s.Scope]
	in := &Instrument{
		Format: 1, Key: "local", Version: s.Revision, Kind: MappingInstrument, Languages: requiredLanguages, Title: words.Title, Intro: words.Intro, Minutes: 1,
		Scales: map[string]Scale{}, Choices: map[string]ChoiceList{}, Constructs: []Construct{},
		Sections: []Section{{Key: "local", Title: words.Title}},
	}
	for n, local := range s.Items {
		item := Item{
			ID: ItemID(fmt.Sprintf("question_%d", n+1)), Type: local.Type, Text: local.Text,
			Provenance: Provenance{Author: by, Licence: "local", Year: year, Basis: "local"},
		}
		if local.Type == ScaleItem {
			item.Scale = fmt.Sprintf("scale_%d", n+1)
			in.Scales[item.Scale] = *local.Scale
		} else {
			item.Choices = fmt.Sprintf("options_%d", n+1)
			in.Choices[item.Choices] = ChoiceList{Options: local.Options}
		}
		in.Sections[0].Items = append(in.Sections[0].Items, item)
	}
	return in
}

// LocalItemsOf takes the items of a questionnaire as local ones. What a local item cannot have is not dropped: problems names the item's id and
// "construct", "condition" or "hint", or the section's key and "note".
func LocalItemsOf(in *Instrument) (items []LocalItem, problems []Problem) {
	for _, section := range in.Sections {
		if len(section.Passages) > 0 {
			problems = append(problems, Problem{section.Key, "note"})
		}
		for _, item := range section.Items {
			for _, found := range []struct {
				code string
				has  bool
			}{{"construct", !item.StandsAlone()}, {"condition", in.Conditional(item.ID)}, {"hint", item.Hint != nil}} {
				if found.has {
					problems = append(problems, Problem{string(item.ID), found.code})
				}
			}
			local := LocalItem{Type: item.Type, Text: item.Text, Options: in.ChoiceList(item).Options}
			if item.Type == ScaleItem {
				scale := in.Scale(item)
				local.Scale = &scale
			}
			items = append(items, local)
		}
	}
	return items, problems
}
