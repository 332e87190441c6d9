package analytics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"tilstand/analytics/attack"
)

// ErrEditionAudit says that an edition did not pass its audit: an attack on it together with all earlier ones found something, or did not
// get through. It is not stored, and nobody sees a figure of it.
var ErrEditionAudit = errors.New("the edition did not pass its audit, so it was not made; report this and wait for a new version of the program")

// attackEditions lets package attack read the documents of all editions of a scope, byte for byte what readers will get.
func attackEditions(editions []*Edition) error {
	var read []attack.Edition
	for _, e := range editions {
		document, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("attack edition: %w", err)
		}
		one, err := attack.ReadEdition(bytes.NewReader(document))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrEditionAudit, err)
		}
		read = append(read, one)
	}
	findings, err := attack.Editions(read)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEditionAudit, err)
	}
	if len(findings) > 0 { // how many, and not what: it is for logs
		return fmt.Errorf("%w (%d findings)", ErrEditionAudit, len(findings))
	}
	return nil
}
