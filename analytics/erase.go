package analytics

import (
	"context"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

// Erase erases the answers of waves because they have been kept long enough, see [surveys.Store.Erase]. Releases and editions stay as they are, and
// whatever is made of them goes on: views, workbooks, new editions. What has to count answers is over for these waves: [Store.Correct] and
// [Store.Replace] return surveys.ErrErased, a wave that was withheld gets no release any more, and an edition's quality of the instrument is
// counted without them.
func (s *Store) Erase(ctx context.Context, by audit.By, waves []surveys.WaveID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	err = s.surv.Erase(ctx, by, waves)
	s.unswept = s.unswept || err != nil
	return err
}
