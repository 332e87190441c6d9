package roll

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"tilstand/internal/programme"
)

// mostUnpacked bounds what a packed roll can hold; one of the whole country is a twentieth of it.
const mostUnpacked = 64 << 20

var errPacked = errors.New("what was sent is no packed roll")

// Pack writes a roll as text that a form can carry from one page to the next.
func Pack(r programme.Roll) (string, error) {
	var packed strings.Builder
	encoded := base64.NewEncoder(base64.RawURLEncoding, &packed)
	zipped := gzip.NewWriter(encoded)
	err := errors.Join(json.NewEncoder(zipped).Encode(r), zipped.Close(), encoded.Close())
	if err != nil {
		return "", fmt.Errorf("pack roll: %w", err)
	}
	return packed.String(), nil
}

// Unpack reads what [Pack] wrote.
func Unpack(packed string) (programme.Roll, error) {
	var r programme.Roll
	zipped, err := gzip.NewReader(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(packed)))
	if err != nil {
		return r, fmt.Errorf("%w (%w)", errPacked, err)
	}
	text, err := io.ReadAll(io.LimitReader(zipped, mostUnpacked))
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&r)
	}
	if err != nil {
		return programme.Roll{}, fmt.Errorf("%w (%w)", errPacked, err)
	}
	return r, nil
}
