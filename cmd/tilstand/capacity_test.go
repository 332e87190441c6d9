package main

import "testing"

// The machine is measured once a minute, with figures that a machine can have.
func TestCapacityIsMeasured(t *testing.T) {
	t.Parallel()
	a := monitored(t).app
	first, err := a.capacity.ask(t.Context())
	if err != nil || first.Commit <= 0 || first.Free <= 0 || first.Files < 1<<20 || first.Memory <= 0 {
		t.Errorf("%+v, %v", first, err)
	}
	if again, err := a.capacity.ask(t.Context()); err != nil || again != first {
		t.Errorf("measured again at once: %+v, %v", again, err)
	}
}
