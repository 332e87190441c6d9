package closing

import (
	"context"
	"strconv"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// Missing says what a closing still needs before it can be signed: "release" where no state survey of the phase has been released, a component's key for each that
// has no conclusion, and "priorities" where none is chosen. Measures are not needed: a school can decide to go on with those that are under way.
func (c *Closing) Missing(t *programme.Template) (missing []string) {
	if c.Wave == "" {
		missing = append(missing, "release")
	}
	for _, component := range t.Components {
		if _, ok := c.Conclusion(component.Key); !ok {
			missing = append(missing, string(component.Key))
		}
	}
	if len(c.Priorities) == 0 {
		missing = append(missing, "priorities")
	}
	return missing
}

// Sign freezes a closing. based is the revision of the closing that the signer has read. The error is a *[Changed] of Closing when it has been changed since, [ErrSigned] when it is
// signed already, and a *[programme.Invalid] with the field and code "missing" for each thing that [Closing.Missing] names.
func (s *Store) Sign(ctx context.Context, by audit.By, key Key, based int) error {
	return s.change(ctx, by, key, func(now Closing, t *programme.Template) ([]change, audit.Entry, error) {
		signature := &Signature{Number: 1, At: by.At.UTC(), Account: by.Account, Wave: now.Wave}
		if now.Amending != nil {
			signature.Number, signature.Why = now.Signed.Number+1, now.Amending.Why
		}
		entry := audit.Entry{Action: audit.ClosingSigned, Detail: "number=" + strconv.Itoa(signature.Number)}
		switch {
		case now.Frozen():
			return nil, entry, ErrSigned
		case now.Revision != based:
			return nil, entry, &Changed[Closing]{now}
		}
		var problems []programme.Problem
		for _, field := range now.Missing(t) {
			problems = append(problems, programme.Problem{Field: field, Code: "missing"})
		}
		return []change{{key: factKey{factSignature, ""}, fact: fact{Signature: signature}}}, entry, invalid(problems...)
	})
}

// Amend opens a signed closing again and says why. What was signed stays as it is for the owner until the amended one is signed. The error is [ErrNotSigned] when it is not signed
// or open already, and a *[programme.Invalid] with the field "why".
func (s *Store) Amend(ctx context.Context, by audit.By, key Key, why string) error {
	why = tidy(why)
	return s.change(ctx, by, key, func(now Closing, _ *programme.Template) ([]change, audit.Entry, error) {
		if !now.Frozen() {
			return nil, audit.Entry{}, ErrNotSigned
		}
		entry := audit.Entry{Action: audit.ClosingAmended, Detail: "number=" + strconv.Itoa(now.Signed.Number)}
		amendment := fact{Amendment: &Amendment{At: by.At.UTC(), Why: why}, Frozen: now.freeze()}
		return []change{{key: factKey{factAmendment, ""}, fact: amendment}}, entry, invalid(textProblems("why", why, true)...)
	})
}

// ShareWithOwner decides whether the owner may see the closing as it was signed last. What else the owner may see of the school is decided elsewhere and holds beside it. The error
// is [ErrNotSigned] before the first signature.
func (s *Store) ShareWithOwner(ctx context.Context, by audit.By, key Key, share bool) error {
	return s.change(ctx, by, key, func(now Closing, _ *programme.Template) ([]change, audit.Entry, error) {
		entry := audit.Entry{Action: audit.ClosingShared}
		if !share {
			entry.Action = audit.ClosingWithdrawn
		}
		switch {
		case share && now.Signed == nil:
			return nil, entry, ErrNotSigned
		case share == now.SharedWithOwner:
			return nil, entry, nil
		}
		return []change{{key: factKey{factShared, ""}, fact: fact{Shared: share}}}, entry, nil
	})
}
