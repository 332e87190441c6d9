package reports

import (
	"os"
	"testing"
)

func TestDraw(t *testing.T) {
	v := typical().view()
	os.WriteFile("/tmp/rep/typical-nb.xlsx", file(t, v, "nb"), 0o644)
	os.WriteFile("/tmp/rep/typical-en.xlsx", file(t, v, "en"), 0o644)
	os.WriteFile("/tmp/rep/beginner-nn.xlsx", file(t, beginner().view(), "nn"), 0o644)
	os.WriteFile("/tmp/rep/tiny-nb.xlsx", file(t, tiny().view(), "nb"), 0o644)
	os.WriteFile("/tmp/rep/hostile-nb.xlsx", file(t, hostile("=1+1").view(), "nb"), 0o644)
	os.WriteFile("/tmp/rep/none-nb.xlsx", file(t, fixture{name: "Ny skole"}.view(), "nb"), 0o644)
	w := typical()
	b := w.view()
	r := &b.Rows[2]
	r.Earlier[0].Break = true
	r.Earlier[1].Cell = hidden()
	r = &b.Rows[3]
	r.Now = between(9, 4, 4.6)
	*r = judged(b, *r)
	r = &b.Rows[4]
	r.Now = atLeast(9, 4.6)
	*r = judged(b, *r)
	r = &b.Rows[5]
	r.Now = notAsked()
	*r = judged(b, *r)
	os.WriteFile("/tmp/rep/breaks-nb.xlsx", file(t, b, "nb"), 0o644)
}
