package backup

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
)

// Recipients are who can read an archive. None at all means that everybody can: see [Plain].
type Recipients []age.Recipient

// Identity is a key that reads what was encrypted to its recipient.
type Identity = age.Identity

// Plain is an archive that is not encrypted. It is a value of its own so that nobody writes one by leaving something out.
var Plain = Recipients{}

// ErrNoRecipients says that nobody was named who can read an archive.
var ErrNoRecipients = errors.New("a backup is encrypted: name at least one recipient, age1… (age-keygen makes a key)")

// ParseRecipients reads recipients such as "age1…", each in a text of its own; a text may have several lines, and comments that begin with a number sign.
func ParseRecipients(texts ...string) (Recipients, error) {
	all, err := age.ParseRecipients(strings.NewReader(strings.Join(texts, "\n")))
	if err != nil {
		return nil, fmt.Errorf("recipients of backups: %w", err)
	}
	return all, nil
}

// ReadIdentities reads the file that age-keygen wrote.
func ReadIdentities(path string) ([]Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the identity: %w", err)
	}
	defer f.Close()
	identities, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("the identity in %s: %w", path, err)
	}
	return identities, nil
}
