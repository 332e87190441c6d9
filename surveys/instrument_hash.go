package surveys

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Hash returns the content hash of the instrument: SHA-256 in lower-case hexadecimal over its canonical form, 64
// characters. Two documents have the same hash exactly when they say the same: spacing, the order of keys, a "reverse"
// that is spelled out as false, the "$schema" line and the composition of letters do not count; the order of
// languages, components, constructs, steps, sections and items does.
func (in *Instrument) Hash() string {
	sum := sha256.Sum256(in.canonical())
	return hex.EncodeToString(sum[:])
}

// canonical is the instrument as JSON with keys sorted and no spacing. It goes through a generic value because
// the fields of a struct come in the order of the source code: reordering those must not change the hash
// under which an instrument was frozen.
func (in *Instrument) canonical() []byte {
	var generic any
	if err := json.Unmarshal(mustMarshal(in), &generic); err != nil {
		panic(fmt.Sprintf("surveys: canonical form of instrument: %v", err))
	}
	return mustMarshal(generic)
}

// mustMarshal writes JSON without escaping HTML. Strings, numbers, booleans, slices and maps by string cannot fail.
func mustMarshal(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("surveys: write instrument: %v", err))
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}
