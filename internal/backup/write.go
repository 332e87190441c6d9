package backup

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// write writes the archive of a folder that nobody changes any more.
func write(ctx context.Context, dir string, m Manifest, to Recipients, out io.Writer) (err error) {
	var layers []io.Closer // closed from the inside out
	if len(to) > 0 {
		sealed, err := age.Encrypt(out, to...)
		if err != nil {
			return err
		}
		out, layers = sealed, append(layers, sealed)
	}
	packed, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1)) // the processor belongs to those who answer and read
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	layers = append(layers, packed, archive)
	if err := writeParts(ctx, dir, m, archive); err != nil {
		return err
	}
	for len(layers) > 0 {
		last := len(layers) - 1
		if err := layers[last].Close(); err != nil {
			return err
		}
		layers = layers[:last]
	}
	return nil
}

func writeParts(ctx context.Context, dir string, m Manifest, archive *tar.Writer) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	head := func(name string, bytes int64) error {
		return archive.WriteHeader(&tar.Header{Name: name, Size: bytes, Mode: 0o600, ModTime: m.Made, Format: tar.FormatPAX})
	}
	if err := head(manifestName, int64(len(text))); err != nil {
		return err
	}
	if _, err := archive.Write(text); err != nil {
		return err
	}
	for _, p := range m.Parts {
		if err := head(p.Name, p.Bytes); err != nil {
			return err
		}
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(p.Name)))
		if err != nil {
			return err
		}
		_, err = io.Copy(archive, &reader{ctx, f})
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}
