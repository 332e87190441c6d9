package closing

import (
	"context"
	"fmt"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// A Prompt is what a group of staff talks about when a survey has been opened together.
type Prompt string

// The prompts, in the order in which groups go through them.
const (
	Patterns Prompt = "patterns"
	Quality  Prompt = "quality" // of the data
	Other    Prompt = "other"   // evidence
	Causes   Prompt = "causes"
)

// Prompts are all of them.
var Prompts = []Prompt{Patterns, Quality, Other, Causes}

// A Note is what the leadership has written down of what the groups said about a prompt.
type Note struct {
	Prompt   Prompt `json:"-"`
	Revision int    `json:"-"` // from 1; in what is saved, the one that it was made from
	Text     string `json:"text"`
}

// NotesOf returns the notes of a closing, one for each of [Prompts]; those that nobody has written are empty.
func (s *Store) NotesOf(key Key) []Note {
	s.mu.RLock()
	defer s.mu.RUnlock()
	notes := make([]Note, len(Prompts))
	for i, p := range Prompts {
		notes[i].Prompt = p
		if f := s.files[key]; f != nil {
			notes[i] = f.note(p)
		}
	}
	return notes
}

func (f *file) note(p Prompt) Note {
	last := f.latest(factKey{factNote, string(p)})
	note := Note{Prompt: p, Revision: last.number}
	if last.fact.Note != nil {
		note.Text = last.fact.Note.Text
	}
	return note
}

// SetNote saves what was written down about a prompt; an empty text takes it back. n.Revision is the revision that it was made from, 0 for the first. The error is a *[Changed] of Note
// when there is a later one, [ErrSigned] when the closing is signed, [ErrNotFound] for no prompt, and a *[programme.Invalid] with the field "text".
func (s *Store) SetNote(ctx context.Context, by audit.By, key Key, n Note) error {
	n.Text = tidy(n.Text)
	return s.change(ctx, by, key, func(now Closing, _ *programme.Template) ([]change, audit.Entry, error) {
		entry := audit.Entry{Action: audit.ClosingNoted}
		if !slices.Contains(Prompts, n.Prompt) {
			return nil, entry, fmt.Errorf("prompt %s: %w", n.Prompt, ErrNotFound)
		}
		s.mu.RLock()
		before := Note{Prompt: n.Prompt}
		if f := s.files[key]; f != nil {
			before = f.note(n.Prompt)
		}
		s.mu.RUnlock()
		switch {
		case now.Frozen():
			return nil, entry, ErrSigned
		case before.Text == n.Text:
			return nil, entry, nil
		case before.Revision != n.Revision:
			return nil, entry, &Changed[Note]{before}
		}
		c := change{key: factKey{factNote, string(n.Prompt)}}
		if n.Text != "" {
			c.fact.Note = &Note{Text: n.Text}
		}
		return []change{c}, entry, invalid(textProblems("text", n.Text, false)...)
	})
}
