package reports

import (
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/reports/dataset"
)

// manySchools are the releases of a school under the names of so many, one after another.
func manySchools(lined []analytics.Lined, schools int) iter.Seq2[analytics.Lined, error] {
	return func(yield func(analytics.Lined, error) bool) {
		for i := range schools {
			for j, l := range lined {
				of := *l.Release
				of.School.Name, of.School.Orgnr = fmt.Sprintf("Skole %d", i), fmt.Sprint(974600000+i)
				of.ID, of.Wave.ID = analytics.ReleaseID(fmt.Sprintf("release-%d-%d", i, j)), of.Wave.ID+of.Wave.ID[:1]
				l.Release = &of
				if !yield(l, nil) {
					return
				}
			}
		}
	}
}

// peak is how many bytes of the heap were in use at most while something was done, beyond those before. What has been let go is collected early, so that
// little of it counts.
func peak(do func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	inUse := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	debug.FreeOSMemory()
	before, most := inUse(), uint64(0)
	done, seen := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(seen)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, inUse())
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	do()
	close(done)
	<-seen
	return most - min(most, before)
}

// BenchmarkDataFileMemory makes each form of the figures of 10 schools with two waves and of 40, in the same run. The metric growth is how many times the
// memory it is for the 40: near 1, however many there are. (What DuckDB takes for Parquet is not Go's, and is bounded by what it may have.)
func BenchmarkDataFileMemory(b *testing.B) {
	lined := twoWaves(b)
	for _, f := range DataFiles() {
		b.Run(f.Extension, func(b *testing.B) {
			make := func(schools int) uint64 {
				return peak(func() {
					s, err := dataset.OfReleases(dataset.Source{Title: "x", Name: "x"}, b.TempDir(), manySchools(lined, schools), bundle().Printer("nb"))
					if err == nil {
						err = f.Write(b.Context(), io.Discard, s, bundle().Printer("nb"))
					}
					if err != nil {
						b.Fatal(err)
					}
					s.Close()
				})
			}
			var few, many uint64
			for b.Loop() {
				few, many = few+make(10), many+make(40)
			}
			b.ReportMetric(float64(few)/float64(b.N)/1e6, "MB/10-schools")
			b.ReportMetric(float64(many)/float64(b.N)/1e6, "MB/40-schools")
			b.ReportMetric(float64(many)/float64(few), "growth")
		})
	}
}
