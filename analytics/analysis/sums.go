package analysis

import (
	"math"

	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// questionnaire is what adding up responses has to know, made once.
type questionnaire struct {
	items    []scoredItem // by variable; the options of a single choice are counted as steps, and so is the 1 of a multiple choice
	measures []Measure
}

type scoredItem struct {
	steps   int
	reverse bool
}

func newQuestionnaire(in *surveys.Instrument) questionnaire {
	q := questionnaire{measures: measuresOf(in)}
	for _, v := range in.Variables() {
		q.items = append(q.items, scoredItem{len(in.Answers(v).Steps), v.Item.Reverse})
	}
	return q
}

// score turns a code into the direction in which high is good; ok is false outside the scale.
func (i scoredItem) score(code int8) (score int, ok bool) {
	switch {
	case code < 1 || int(code) > i.steps:
		return 0, false
	case i.reverse:
		return i.steps + 1 - int(code), true
	}
	return int(code), true
}

// sums are the sufficient statistics of a set of responses. All estimates are made from them, so that their cost does not grow
// with the number of responses.
type sums struct {
	respondents int
	items       []itemSums
	indices     []indexSums // by measure; empty for items
}

// itemSums are the answers to an item, in the direction in which high is good.
type itemSums struct {
	counts  stat.Counts
	outside int // don't know, not relevant; of an option of a multiple choice: not chosen
	blank   int
	unasked int // their condition did not hold
}

// indexSums are the persons of an index.
type indexSums struct {
	scores map[score]int      // persons who answered anything of it
	cross  *stat.CrossMoments // of those who answered everything
}

// score is what a person's index is made of: the sum of the answered items, and how many they are. As whole numbers they add up
// to the same whatever the order of the file.
type score struct{ answered, sum int32 }

func (q questionnaire) newSums() *sums {
	s := &sums{items: make([]itemSums, len(q.items)), indices: make([]indexSums, len(q.measures))}
	for i, item := range q.items {
		s.items[i].counts = stat.NewCounts(1, item.steps)
	}
	for i, m := range q.measures {
		if !m.isItem() && m.scored() {
			cross := stat.NewCrossMoments(len(m.Items))
			s.indices[i] = indexSums{scores: map[score]int{}, cross: &cross}
		}
	}
	return s
}

// add counts one response: a code per variable. answers is room for as many numbers as there are items.
func (s *sums) add(q questionnaire, codes []int8, answers []float64) {
	s.respondents++
	for i, item := range q.items {
		switch score, ok := item.score(codes[i]); {
		case ok:
			s.items[i].counts.N[score-1]++
			answers[i] = float64(score)
			continue
		case codes[i] == surveys.Blank:
			s.items[i].blank++
		case codes[i] == surveys.NotShown:
			s.items[i].unasked++
		default:
			s.items[i].outside++
		}
		answers[i] = math.NaN()
	}
	for m := range s.indices {
		if s.indices[m].scores != nil {
			s.indices[m].add(q.measures[m], answers)
		}
	}
}

func (x *indexSums) add(m Measure, answers []float64) {
	var one score
	var room [surveys.MaxItems]float64 // no allocation for each response
	own := room[:0]
	for _, place := range m.places {
		own = append(own, answers[place])
		if !math.IsNaN(answers[place]) {
			one.answered++
			one.sum += int32(answers[place])
		}
	}
	if one.answered == 0 {
		return
	}
	x.scores[one]++
	if int(one.answered) == len(own) {
		x.cross.Add(own)
	}
}

// merge adds those of other responses.
func (s *sums) merge(o *sums) {
	s.respondents += o.respondents
	for i := range s.items {
		s.items[i].counts = s.items[i].counts.Merge(o.items[i].counts)
		s.items[i].outside += o.items[i].outside
		s.items[i].blank += o.items[i].blank
		s.items[i].unasked += o.items[i].unasked
	}
	for m := range s.indices {
		if s.indices[m].scores == nil {
			continue
		}
		for one, n := range o.indices[m].scores {
			s.indices[m].scores[one] += n
		}
		*s.indices[m].cross = s.indices[m].cross.Merge(*o.indices[m].cross)
	}
}

// freq are the scores of a measure: the answers of an item, or the index scores of those who have one by the half rule.
func (s *sums) freq(q questionnaire, m int) stat.Freq {
	measure := q.measures[m]
	if measure.isItem() {
		return s.items[measure.places[0]].counts.Freq()
	}
	table := map[float64]int{}
	for one, n := range s.indices[m].scores {
		if stat.HalfRule(int(one.answered), len(measure.Items)) {
			table[float64(one.sum)/float64(one.answered)] += n
		}
	}
	return stat.NewFreq(table)
}
