package surveys

import (
	"slices"
	"strconv"
	"strings"
)

// Limits of a choice list. More options than that are not read, and less than two are no choice.
const (
	MinOptions = 2
	MaxOptions = 20
)

// A ChoiceList is a list of options that single and multiple choices share.
type ChoiceList struct {
	Options []Option `json:"options"` // in the order they are read, coded 1 to k
}

// An Option is one answer of a choice.
type Option struct {
	Code      int8   `json:"code"`
	Key       string `json:"key"` // what conditions and files call it
	Label     Text   `json:"label"`
	Exclusive bool   `json:"exclusive,omitempty"` // in a multiple choice: goes with no other, as "none of these"
}

// ChoiceList returns the list that an item of the instrument is answered from; one without options for a scale item.
func (in *Instrument) ChoiceList(item Item) ChoiceList { return in.Choices[item.Choices] }

// Option returns the option with the code.
func (l ChoiceList) Option(code int8) (Option, bool) {
	for _, option := range l.Options {
		if option.Code == code {
			return option, true
		}
	}
	return Option{}, false
}

// Keyed returns the option with the key.
func (l ChoiceList) Keyed(key string) (Option, bool) {
	for _, option := range l.Options {
		if option.Key == key {
			return option, true
		}
	}
	return Option{}, false
}

// read finds the option that was sent, by its code as the form wrote it.
func (l ChoiceList) read(sent string) (int8, bool) {
	if sent == "" {
		return Blank, true
	}
	for i := range l.Options {
		if sent == strconv.Itoa(int(l.Options[i].Code)) {
			return l.Options[i].Code, true
		}
	}
	return Blank, false
}

// readMany finds the options that were sent, codes with a space between, and writes what each option of the list comes to: 1 for chosen, 0
// for not, and Blank for all of them when nothing was. The problem is "code" for what is no option or comes twice, "exclusive" for an
// option that goes with no other beside another; empty when there is none.
func (l ChoiceList) readMany(sent string) (codes []int8, problem string) {
	codes = make([]int8, len(l.Options))
	if sent == "" {
		for i := range codes {
			codes[i] = Blank
		}
		return codes, ""
	}
	chosen := strings.Split(sent, " ")
	for _, one := range chosen {
		place := slices.IndexFunc(l.Options, func(o Option) bool { return one == strconv.Itoa(int(o.Code)) })
		if place < 0 || codes[place] == 1 {
			return codes, "code"
		}
		codes[place] = 1
	}
	for i, option := range l.Options {
		if option.Exclusive && codes[i] == 1 && len(chosen) > 1 {
			return codes, "exclusive"
		}
	}
	return codes, ""
}
