package stat

import (
	"fmt"
	"slices"
)

// name is the word for value i of an enumeration, also for one that does not exist, so that it can be printed.
func name(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown(%d)", i)
	}
	return names[i]
}

func marshalName(names []string, i int) ([]byte, error) {
	if i < 0 || i >= len(names) {
		return nil, fmt.Errorf("stat: value %d has no name; the names are %q", i, names)
	}
	return []byte(names[i]), nil
}

func unmarshalName(names []string, text []byte) (int, error) {
	i := slices.Index(names, string(text))
	if i < 0 {
		return 0, fmt.Errorf("stat: %q is not one of %q", text, names)
	}
	return i, nil
}
