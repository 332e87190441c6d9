package surveys

import (
	"maps"
	"slices"
	"strings"

	"tilstand/internal/programme"
)

// A LocalPart is what a wave asks after its instrument: the local items of the owner and the school as they were when the wave was opened, each in a
// section of its own.
type LocalPart struct {
	Scales   map[string]Scale      `json:"scales,omitempty"`
	Choices  map[string]ChoiceList `json:"choices,omitempty"`
	Sections []Section             `json:"sections"`
}

// LocalPartOf makes the part of supplements, the owner's first; nil when they have no items.
func LocalPartOf(supplements ...Supplement) *LocalPart {
	part := &LocalPart{Scales: map[string]Scale{}, Choices: map[string]ChoiceList{}}
	for _, s := range supplements {
		if len(s.Items) == 0 {
			continue
		}
		words := localWords().Sections[s.Scope]
		section := Section{Key: LocalPrefix + string(s.Scope), Title: words.Title, Intro: words.Intro}
		for _, local := range s.Items {
			item := Item{ID: local.ID, Type: local.Type, Text: local.Text}
			if local.Type == ScaleItem {
				item.Scale = string(local.ID)
				part.Scales[item.Scale] = *local.Scale
			} else {
				item.Choices = string(local.ID)
				part.Choices[item.Choices] = ChoiceList{Options: local.Options}
			}
			section.Items = append(section.Items, item)
		}
		part.Sections = append(part.Sections, section)
	}
	if len(part.Sections) == 0 {
		return nil
	}
	return part
}

// After is the instrument with the part behind it, as a wave asks it. The instrument itself is untouched: its items come first and in their
// places, so its variables have the numbers they have in every other wave, and its series go on. What comes out is in no library.
func (p *LocalPart) After(in *Instrument) *Instrument {
	if p == nil || in == nil {
		return in
	}
	whole := *in
	whole.Scales, whole.Choices = maps.Clone(in.Scales), maps.Clone(in.Choices)
	if whole.Choices == nil {
		whole.Choices = map[string]ChoiceList{}
	}
	maps.Copy(whole.Scales, p.Scales)
	maps.Copy(whole.Choices, p.Choices)
	whole.Sections = slices.Concat(in.Sections, p.Sections)
	before, now := len(in.Items()), len(whole.Items())
	whole.Minutes = (in.Minutes*now + before - 1) / before
	return &whole
}

// Local says whose local item it is: an owner's or a school's. It is empty for an item of the instrument's own.
func (in *Instrument) Local(id ItemID) programme.Scope {
	for _, section := range in.Sections {
		scope, local := strings.CutPrefix(section.Key, LocalPrefix)
		if local && slices.ContainsFunc(section.Items, func(i Item) bool { return i.ID == id }) {
			return programme.Scope(scope)
		}
	}
	return ""
}

// LocalSections are the sections of local items, the last of the instrument.
func (in *Instrument) LocalSections() []Section {
	return slices.DeleteFunc(slices.Clone(in.Sections), func(s Section) bool { return !strings.HasPrefix(s.Key, LocalPrefix) })
}

// locals refuses what local items are called: they must never be taken for the instrument's own.
func (c instrumentCheck) locals() {
	refuse := func(path, name string) {
		if strings.HasPrefix(name, LocalPrefix) {
			c.faults.tell(path, "instrument.item_local", "%q begins as what schools add themselves does; begin it otherwise than with %q", name, LocalPrefix)
		}
	}
	for _, key := range sortedKeys(c.Scales) {
		refuse(pointer("/scales", key), key)
	}
	for _, key := range sortedKeys(c.Choices) {
		refuse(pointer("/choices", key), key)
	}
	for s, section := range c.Sections {
		refuse(pointer("/sections", s, "key"), section.Key)
		for i, item := range section.Items {
			refuse(pointer("/sections", s, "items", i, "id"), string(item.ID))
		}
	}
}
