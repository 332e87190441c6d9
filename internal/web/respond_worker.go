package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"github.com/gofiber/fiber/v2"
)

// workerPath is where the service worker is. A worker has power over the addresses below its own, so this one over answer forms only.
const workerPath = "/s/sw.js"

// workerBuild is what the worker is told about the program that it belongs to.
type workerBuild struct {
	Version string   `json:"version"` // of the assets and the templates; another one is another cache
	Assets  []string `json:"assets"`  // what a form loads, by address
}

// worker sends the service worker: static/sw.js with the build before it. When either changes, so does the file, and browsers put
// the new one in the old one's place.
func (s *Server) worker(context.Context, *request) (reply, error) {
	return scriptReply{embeddedWorker()}, nil
}

// embeddedWorker is put together once per process.
var embeddedWorker = sync.OnceValue(func() []byte {
	worker, err := workerOf(embeddedAssets(), staticFiles, templateFiles)
	if err != nil {
		panic(fmt.Sprintf("web: %v", err))
	}
	return worker
})

func workerOf(a *assets, static, templates fs.FS) ([]byte, error) {
	var build workerBuild
	for _, name := range []string{formSheet, formScript, "icon.svg"} {
		href, err := a.href(name)
		if err != nil {
			return nil, fmt.Errorf("service worker: %w", err)
		}
		build.Assets = append(build.Assets, href)
	}
	hash := sha256.New()
	fmt.Fprint(hash, build.Assets)
	err := fs.WalkDir(templates, "templates", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(templates, name)
		hash.Write(body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("service worker: %w", err)
	}
	build.Version = hex.EncodeToString(hash.Sum(nil))[:16]
	told, err := json.Marshal(build)
	if err != nil {
		return nil, fmt.Errorf("service worker: %w", err)
	}
	script, err := fs.ReadFile(static, "static/"+workerScript)
	if err != nil {
		return nil, fmt.Errorf("service worker: %w", err)
	}
	return fmt.Appendf(nil, "const build = %s;\n%s", told, withoutComments(script)), nil
}

// scriptReply is a script that is not kept: the browser asks for it anew to see whether it has changed.
type scriptReply struct{ body []byte }

func (x scriptReply) send(_ *Server, c *fiber.Ctx, r *request) error {
	c.Set("Content-Type", contentTypes[".js"])
	return sendBody(c, r, x.body)
}
