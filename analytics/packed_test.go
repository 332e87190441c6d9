package analytics

import (
	"bytes"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// A release is read as it was released whether it was stored packed or, as once, as text; text is packed at the next start, and what is damaged is
// told and not shown.
func TestPackedDocuments(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := typical(t, g)
	if _, err := g.Close(t.Context(), audit.Console.At(w.ClosesAt), w.ID); err != nil {
		t.Fatal(err)
	}
	released := g.document(t, w.ID)
	if packed := pack([]byte(released)); len(packed) > len(released)/5 || !bytes.Equal(g.lying(t), packed) {
		t.Errorf("of %d bytes %d are stored", len(released), len(g.lying(t)))
	}

	g.lay(t, []byte(released))
	if g.document(t, w.ID) != released {
		t.Error("a document that is stored as text reads otherwise")
	}
	if err := g.repack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stored := g.lying(t); !bytes.Equal(stored, pack([]byte(released))) || g.document(t, w.ID) != released {
		t.Errorf("after the next start %d bytes are stored", len(stored))
	}

	g.lay(t, append(bytes.Clone(g.lying(t)), 1, 2, 3))
	g.documents.forget()
	if _, err := g.Releases(w.School); err == nil || !strings.Contains(err.Error(), "restore the record") {
		t.Errorf("a damaged document: %v", err)
	}
}

// lying is the one document as it lies in the record.
func (g *ground) lying(t *testing.T) (document []byte) {
	t.Helper()
	err := g.folder.Record.Read(t.Context(), func(r *duckdb.Reader) error {
		return r.QueryRow("select document from release").Scan(&document)
	})
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// lay puts another document in the place of the one that is there.
func (g *ground) lay(t *testing.T, document []byte) {
	t.Helper()
	err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("update release set document = $1", document)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
