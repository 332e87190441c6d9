package analytics

import (
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// OwnerLocal is a local item of an owner's, school by school. What a school answered is the figure of its own release; nothing is added up here, and
// no edition has it.
type OwnerLocal struct {
	Item    surveys.ItemID     `json:"item"`
	Text    i18n.Text          `json:"text"`
	Type    string             `json:"type"` // as in an AloneFigure
	Answers []i18n.Text        `json:"answers"`
	Schools []OwnerLocalSchool `json:"schools"` // alphabetical
}

// OwnerLocalSchool is what a school answered.
type OwnerLocalSchool struct {
	School SchoolRef `json:"school"`
	Wave   WaveHead  `json:"wave"`
	Cell   Cell      `json:"cell"`
}

// ownerLocal collects the owner's local items of the schools that share, of each school and instrument from its last wave in an alignment.
func (s *Store) ownerLocal(schools []programme.School, align string) (rows []OwnerLocal, err error) {
	for _, school := range schools {
		releases, err := s.forOwner(s.lastWithLocal(school.ID, align))
		if err != nil {
			return nil, err
		}
		for _, r := range releases {
			w, err := s.surv.Wave(r.Wave.ID)
			if err != nil {
				return nil, err
			}
			rows = addLocal(rows, r, s.surv.InstrumentOf(w))
		}
	}
	return rows, nil
}

// lastWithLocal is the last wave of each instrument that asked local items, in an alignment. A wave that asked none makes an earlier one no more recent.
func (s *Store) lastWithLocal(school programme.SchoolID, align string) (last []surveys.Wave) {
	byInstrument := map[string][]surveys.Wave{}
	for _, w := range s.sharedWaves(s.releasedWaves(school)) {
		byInstrument[w.Instrument] = append(byInstrument[w.Instrument], w)
	}
	for _, in := range s.surv.InstrumentsInUse() {
		waves := byInstrument[in.Key]
		if i := lastIn(waves, align); i >= 0 && waves[i].Local != nil {
			last = append(last, waves[i])
		}
	}
	return last
}

// addLocal adds what one release says of the owner's items. The same id is the same question to the letter.
func addLocal(rows []OwnerLocal, r *Release, in *surveys.Instrument) []OwnerLocal {
	for _, f := range r.Alone {
		if in.Local(f.Item) != programme.ScopeOwner {
			continue
		}
		at := slices.IndexFunc(rows, func(row OwnerLocal) bool { return row.Item == f.Item })
		if at < 0 {
			row := aloneRow(in, f)
			at, rows = len(rows), append(rows, OwnerLocal{Item: f.Item, Text: row.Text, Type: row.Type, Answers: row.Answers})
		}
		rows[at].Schools = append(rows[at].Schools, OwnerLocalSchool{r.School, headOf(r, templateOf(r.Programme.Key, r.Programme.Version)), f.Cell})
	}
	return rows
}
