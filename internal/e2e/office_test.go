package e2e

import (
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/server"
	"tilstand/internal/testkit/workbook"
)

// TestOffice opens the report of a demo school, and that of its owner, in what
// people and their programs have: LibreOffice, which must draw every chart, and
// openpyxl.
func TestOffice(t *testing.T) {
	t.Parallel()
	testkit.Long(t, "make office")
	s := server.Start(t, server.Options{Args: []string{"-demo"}})
	h := lookUp(t, s)
	for what, path := range map[string]string{"school": strings.TrimPrefix(h.main["school"], "/schools/"), "owner": strings.TrimPrefix(h.main["owner"], "/owners/")} {
		file := filepath.Join(t.ArtifactDir(), what+".xlsx")
		command(t, 0, "report", what, "-data", s.Data, "-"+what, path, "-o", file)
		t.Run(what, func(t *testing.T) { wantOpened(t, file) })
	}
}

// wantOpened opens a workbook in both.
func wantOpened(t *testing.T, file string) {
	t.Helper()
	book, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	charts := 0
	for part := range workbook.Parts(t, book) {
		if strings.HasPrefix(part, "xl/charts/chart") {
			charts++
		}
	}
	if charts < 2 {
		t.Errorf("%d charts in the report, want the condition and its development at least", charts)
	}
	wantNumbers(t, book)
	t.Run("LibreOffice", func(t *testing.T) { wantDrawn(t, file, charts) })
	t.Run("openpyxl", func(t *testing.T) { wantRead(t, file, charts) })
}

// wantDrawn has LibreOffice write the workbook as a web page, for which it
// draws every chart as a picture, and looks whether something is on each.
func wantDrawn(t *testing.T, file string, charts int) {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		testkit.Missing(t, "LibreOffice", "apt-get install -y --no-install-recommends libreoffice-calc-nogui")
	}
	dir := t.ArtifactDir()
	out, err := exec.Command("soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "html", "--outdir", dir, file).CombinedOutput()
	if err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	pictures, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	if len(pictures) != charts {
		t.Errorf("LibreOffice drew %d charts, want %d\n%s", len(pictures), charts, out)
	}
	for _, picture := range pictures {
		if colours, drawn := ink(t, picture); colours < 3 || drawn < 0.01 {
			t.Errorf("%s is empty: %d colours, %.1f %% drawn on", filepath.Base(picture), colours, 100*drawn)
		}
	}
}

// ink counts the colours of a picture that are more than a speck, and the share of it that is not background.
func ink(t *testing.T, file string) (colours int, drawn float64) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	picture, err := png.Decode(in)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(file), err)
	}
	count := map[color.Color]int{}
	most, all := 0, 0
	each(picture.Bounds(), func(x, y int) {
		c := picture.At(x, y)
		count[c]++
		most, all = max(most, count[c]), all+1
	})
	for _, n := range count {
		if n > all/5000 {
			colours++
		}
	}
	return colours, 1 - float64(most)/float64(all)
}

func each(b image.Rectangle, do func(x, y int)) {
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			do(x, y)
		}
	}
}

// readPy opens a workbook as a researcher's script does.
//
//go:embed testdata/read.py
var readPy string

// wantRead has openpyxl find the charts, and numbers as numbers.
func wantRead(t *testing.T, file string, charts int) {
	t.Helper()
	python := findPython()
	if python == "" {
		testkit.Missing(t, "openpyxl", "apt-get install -y --no-install-recommends python3-openpyxl")
	}
	out, err := exec.Command(python, "-c", readPy, file).CombinedOutput()
	if err != nil {
		t.Fatalf("openpyxl: %v\n%s", err, out)
	}
	var numbers, found int
	if _, err := fmt.Sscan(string(out), &numbers, &found); err != nil || numbers == 0 || found != charts {
		t.Errorf("openpyxl found %d numbers and %d charts, want some and %d: %s", numbers, found, charts, out)
	}
}

// findPython finds a Python that has openpyxl; the system's own may not be the first on the path.
func findPython() string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import openpyxl").Run() == nil {
			return python
		}
	}
	return ""
}
