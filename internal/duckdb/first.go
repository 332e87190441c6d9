package duckdb

// firsts are the syncs that a batch waits for, each once, and how they end.
type firsts map[Syncer]<-chan error

// syncFirst begins the syncs that jobs ask for. They run while the statements of the batch do, on a goroutine for each: most batches have none
// or one.
func syncFirst(jobs []*job) firsts {
	var all firsts
	for _, j := range jobs {
		if j.first == nil || all[j.first] != nil {
			continue
		}
		if all == nil {
			all = firsts{}
		}
		ended := make(chan error, 1)
		all[j.first] = ended
		go func() { ended <- guard(j.first.Sync) }()
	}
	return all
}

// refuse waits for the syncs, tells the jobs whose own failed, and returns the others.
func (f firsts) refuse(jobs []*job) (rest []*job) {
	if len(f) == 0 {
		return jobs
	}
	failed := map[Syncer]error{}
	for first, ended := range f {
		if err := <-ended; err != nil {
			failed[first] = err
		}
	}
	for _, j := range jobs {
		if err := failed[j.first]; err != nil {
			j.answer(err)
		} else {
			rest = append(rest, j)
		}
	}
	return rest
}
