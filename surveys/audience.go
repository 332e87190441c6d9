package surveys

// An Audience is whom an instrument asks.
type Audience string

const (
	// Staff is whom an instrument asks that does not say; documents may write it out as "staff".
	Staff Audience = ""
	// Parents are the parents and guardians of the school's pupils.
	Parents Audience = "parents"
	// Pupils are the school's pupils.
	Pupils Audience = "pupils"
	// Representatives are the union and safety representatives, who answer together in one document that they sign by role. It is no survey
	// of persons.
	Representatives Audience = "representatives"
)

// Key names the audience, also when it is staff: "staff", "parents", "pupils" or "representatives".
func (a Audience) Key() string {
	if a == Staff {
		return "staff"
	}
	return string(a)
}
