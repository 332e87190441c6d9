package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"
)

// problem is an error as a program reads it (RFC 9457). Its type is the status, as the standard says of about:blank.
type problem struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Request string `json:"request_id"` // names the request in the log of the service

	header []string // in pairs
}

func problemOf(status int, detail string) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// problemDetails say what to do about the errors that come up after a program has been let in. Like the names of fields they are in English only.
var problemDetails = map[int]string{
	http.StatusBadRequest:         "The request cannot be read. Look the parameters up in /api/v1/openapi.json.",
	http.StatusNotFound:           "There is nothing here for this token: it does not exist, or it is not shared, or no longer.",
	http.StatusMethodNotAllowed:   "Everything here is asked for with GET.",
	http.StatusServiceUnavailable: "The service is busy. Wait as long as Retry-After says.",
}

// problemFor is the problem of a fault.
func problemFor(f fault) problem {
	detail, ok := problemDetails[f.status]
	if !ok {
		detail = "Something went wrong here. The operator finds it in the log by request_id."
	}
	return problemOf(f.status, detail)
}

func (p problem) send(_ *Server, c *fiber.Ctx, r *request) error {
	p.Request = r.id
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write problem: %w", err)
	}
	for i := 0; i < len(p.header); i += 2 {
		c.Set(p.header[i], p.header[i+1])
	}
	c.Set("Content-Type", "application/problem+json")
	c.Status(p.Status)
	return c.Send(body)
}
