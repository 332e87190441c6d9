package duckdb

import "slices"

// An acknowledger tells callers that their writes are stored, after it has made the mark durable that protects them. It works
// beside the writer, which prepares the next batch meanwhile, and one mark serves all batches that have been committed since the last.
type acknowledger struct {
	in     chan ack
	file   *markFile
	step   func(string) error
	broken chan struct{} // closed when a mark could not be written; nothing is acknowledged from then on
	ended  chan struct{}
	left   []ack // what could not be acknowledged; valid after ended
}

// An ack is what remains to be done for a committed batch.
type ack struct {
	mark    mark
	answers []answer
	written chan error // if not nil, told that the mark is durable
}

type answer struct {
	job *job
	err error // the member's own error; nil means stored
}

func newAcknowledger(f *markFile, step func(string) error) *acknowledger {
	a := &acknowledger{in: make(chan ack, 8), file: f, step: step, broken: make(chan struct{}), ended: make(chan struct{})}
	go a.run()
	return a
}

func (a *acknowledger) run() {
	defer close(a.ended)
	var last mark
	for first := range a.in {
		acks := a.collect(first)
		if len(a.left) == 0 {
			newest := acks[len(acks)-1].mark
			err := a.write(newest, &last)
			if err == nil {
				deliver(acks)
				continue
			}
			close(a.broken)
			deny(acks, err)
		} else {
			deny(acks, errMark)
		}
		a.left = append(a.left, acks...)
	}
}

func (a *acknowledger) write(newest mark, last *mark) error {
	if newest == *last {
		return nil
	}
	if err := a.step("ack: mark"); err != nil {
		return err
	}
	if err := a.file.write(newest); err != nil {
		return err
	}
	*last = newest
	return a.step("ack: marked")
}

// collect takes whatever else is waiting.
func (a *acknowledger) collect(first ack) []ack {
	acks := []ack{first}
	for {
		select {
		case next, ok := <-a.in:
			if !ok {
				return acks
			}
			acks = append(acks, next)
		default:
			return acks
		}
	}
}

func deliver(acks []ack) {
	for _, k := range acks {
		for _, a := range k.answers {
			a.job.answer(a.err)
		}
		if k.written != nil {
			k.written <- nil
		}
	}
}

func deny(acks []ack, err error) {
	for _, k := range acks {
		if k.written != nil {
			k.written <- err
		}
	}
}

// set makes a mark durable after all acks before it.
func (a *acknowledger) set(m mark) error {
	written := make(chan error, 1)
	a.in <- ack{mark: m, written: written}
	return <-written
}

// stop ends the acknowledger when it has delivered what it can, and returns the rest.
func (a *acknowledger) stop() []ack {
	close(a.in)
	<-a.ended
	a.file.close() // every write has been synced
	return slices.DeleteFunc(a.left, func(k ack) bool { return len(k.answers) == 0 })
}
