package settings

// Limits are how much may be asked of the service at the same time.
type Limits struct {
	Connections int // at most; more are refused
	Analyses    int // workbooks, data files, editions and the like that are worked out side by side
}

// What two cores and 2 GB carry: a connection that does nothing costs some 10 kB, and a workbook a core for some tenths of a second.
const (
	DefaultConnections = 10_000
	DefaultAnalyses    = 2
)

func (s section) limits() Limits {
	t := s.table("limits", false)
	l := Limits{Connections: t.number("connections", 50, 1_000_000, DefaultConnections), Analyses: t.number("analyses", 1, 1000, DefaultAnalyses)}
	t.done()
	return l
}
