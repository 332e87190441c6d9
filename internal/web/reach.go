package web

import "strings"

// Opens reports whether the visitor may open a path of ours. Pages leave out links that lead nowhere for whoever reads them; the answer is the
// route's own, so a link and the page behind it cannot disagree.
func (p *Page) Opens(path string) bool { return p.reach(GET, path) }

// Sends reports whether the visitor may send a form to a path of ours.
func (p *Page) Sends(path string) bool { return p.reach(POST, path) }

// reaches reports whether a visitor would be let in at an address.
func (s *Server) reaches(r *request, method, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	steps := strings.Split(path, "/")
	for _, rt := range s.byShape[shape{method, len(steps)}] {
		params, ok := match(rt.steps, steps)
		switch {
		case !ok:
			continue
		case rt.access.who != anyAccount.who:
			return true
		case rt.access.where == nil:
			return r.signedIn()
		case len(r.grants) == 0:
			return false
		}
		where, err := rt.access.where(&request{params: params})
		return err == nil && r.mayAt(rt.access.what, where)
	}
	return false
}

// shape is what the first look at an address tells apart: a list of three thousand schools asks for ten thousand.
type shape struct {
	method string
	steps  int
}

// shaped is a route with its pattern taken apart.
type shaped struct {
	route
	steps []string
}

func byShape(table []route) map[shape][]shaped {
	found := map[shape][]shaped{}
	for _, rt := range table {
		steps := strings.Split(rt.pattern, "/")
		key := shape{rt.method, len(steps)}
		found[key] = append(found[key], shaped{rt, steps})
	}
	return found
}

// match reads a path by a pattern.
func match(pattern, path []string) (params map[string]string, ok bool) {
	for i, part := range pattern {
		name, named := strings.CutPrefix(part, ":")
		switch {
		case named && path[i] != "":
			if params == nil {
				params = map[string]string{}
			}
			params[name] = path[i]
		case part != path[i]:
			return nil, false
		}
	}
	return params, true
}
