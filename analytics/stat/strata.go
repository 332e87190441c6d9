package stat

import "math"

// Stratum is one school of an owner, or one group of a school: its mean and the number of people invited.
type Stratum struct {
	Mean       Estimate
	Population int
}

// StratifiedMean is the mean over all people of all strata,
//
//	m = Σ N_h m_h / ΣN_h,  SE = √ Σ (N_h/N)² SE_h²,  df = Σ df_h = Σ(n_h − 1)
//
// weighted by people invited and not by people who answered (schools with high response would count more), nor by
// school. Whether it describes or claims is settled by the [Inference] of the means. Strata with infinite degrees of
// freedom (known standard deviation) add none as long as others have finite ones, which is the cautious side.
//
// ok is false without strata. It panics if a population is not positive. Source: R survey, svymean and degf of a
// stratified design.
func StratifiedMean(strata []Stratum) (mean Estimate, ok bool) {
	total := 0
	for _, h := range strata {
		if h.Population <= 0 {
			panic("stat: a stratum without people has no weight")
		}
		total += h.Population
	}
	var v, df float64
	for _, h := range strata {
		w := float64(h.Population) / float64(total)
		mean.Value += w * h.Mean.Value
		v += w * w * h.Mean.SE * h.Mean.SE
		if !math.IsInf(h.Mean.DF, 1) {
			df += h.Mean.DF
		}
	}
	if df == 0 {
		df = math.Inf(1)
	}
	mean.SE, mean.DF = math.Sqrt(v), df
	return mean, total > 0
}
