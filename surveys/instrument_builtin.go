package surveys

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"sync"
)

// Keys of the built-in instruments.
const (
	StateSurvey   = "tilstand"    // the state survey: kind state, asked in preparation, A, B and C
	MappingSurvey = "kartlegging" // the staff mapping survey of semester A
	ParentSurvey  = "foresatte"   // what parents see, asked in the preparation
	JointSurvey   = "medvirkning" // what union and safety representatives say together in the preparation: a [JointStatement]
)

// Each version of a built-in instrument is a file of its own and stays for good, since releases refer to it.
//
//go:embed instruments/*.v*.json
var builtinFiles embed.FS

var builtinInstruments = sync.OnceValue(func() []*Instrument {
	files, err := builtinFiles.ReadDir("instruments")
	if err != nil {
		panic(fmt.Sprintf("surveys: built-in instruments: %v", err))
	}
	instruments := make([]*Instrument, 0, len(files))
	for _, file := range files {
		data, err := builtinFiles.ReadFile("instruments/" + file.Name())
		if err != nil {
			panic(fmt.Sprintf("surveys: built-in instruments: %v", err))
		}
		instrument, err := ParseInstrument(data)
		if err != nil {
			panic(fmt.Sprintf("surveys: %s: %v", file.Name(), err))
		}
		instruments = append(instruments, instrument)
	}
	slices.SortFunc(instruments, func(a, b *Instrument) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Version, b.Version))
	})
	return instruments
})

// BuiltinInstruments returns every version of the instruments that come with the product, by key and version. They are shared: do
// not change them.
func BuiltinInstruments() []*Instrument {
	return slices.Clone(builtinInstruments())
}

// Builtin returns the newest version of the built-in instrument with the key.
func Builtin(key string) (*Instrument, bool) {
	var newest *Instrument
	for _, instrument := range builtinInstruments() {
		if instrument.Key == key {
			newest = instrument
		}
	}
	return newest, newest != nil
}
