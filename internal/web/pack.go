package web

import (
	"bytes"
	"compress/gzip"
	"sync"
)

// worthPacking is the size in bytes from which packing saves a packet on the way.
const worthPacking = 1400

// packers are reused, since each holds close to a megabyte of tables.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// pack compresses a page while somebody waits for it.
func pack(body []byte) ([]byte, error) {
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	return packWith(w, body)
}

// packBest compresses a file that will be sent many times.
func packBest(body []byte) ([]byte, error) {
	w, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	return packWith(w, body)
}

func packWith(w *gzip.Writer, body []byte) ([]byte, error) {
	var out bytes.Buffer
	w.Reset(&out)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
