package web

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"

	"tilstand/reports/dataset"
)

// download is a file to be saved that may be too large for the memory: it is made in a file without a name, and sent from there. It is sent when it is whole,
// with its length, so neither an error while it is made nor a connection that breaks leaves something that looks like it.
type download struct {
	name        string // suggested to the browser
	contentType string
	size        int64
	sum         []byte // SHA-256
	file        *os.File
}

// download makes one. What write needs may be closed once it has returned.
func (s *Server) download(name, contentType string, write func(io.Writer) error) (d download, err error) {
	d = download{name: name, contentType: contentType}
	if d.file, err = dataset.Unnamed(s.scratch); err != nil {
		return d, fmt.Errorf("make %s: %w", name, err)
	}
	to := &measured{to: bufio.NewWriterSize(d.file, 64<<10), sum: sha256.New()}
	if err := errors.Join(write(to), to.to.Flush()); err != nil {
		return d, errors.Join(fmt.Errorf("make %s: %w", name, err), d.file.Close())
	}
	if _, err := d.file.Seek(0, io.SeekStart); err != nil {
		return d, errors.Join(fmt.Errorf("make %s: %w", name, err), d.file.Close())
	}
	d.size, d.sum = to.size, to.sum.Sum(nil)
	return d, nil
}

// measured counts and sums up what is written.
type measured struct {
	to   *bufio.Writer
	sum  hash.Hash
	size int64
}

func (m *measured) Write(b []byte) (int, error) {
	m.sum.Write(b)
	m.size += int64(len(b))
	return m.to.Write(b)
}

// slowest is the line, in bytes a second, on which a file still arrives.
const slowest = 32 << 10

// Close removes the file where it is not sent.
func (d download) Close() error { return d.file.Close() }

func (d download) send(_ *Server, c *fiber.Ctx, r *request) error {
	c.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.name}))
	if r.access.forPrograms() && hasIt(c, r, d.sum) {
		return d.Close()
	}
	c.Set("Content-Type", d.contentType)
	allowed := writeTimeout + time.Duration(d.size/slowest)*time.Second
	if err := c.Context().SetWriteDeadline(time.Now().Add(allowed)); err != nil {
		return errors.Join(fmt.Errorf("send %s: %w", d.name, err), d.Close())
	}
	c.Context().SetBodyStream(d.file, int(d.size)) // which is closed when it has been sent
	return nil
}
