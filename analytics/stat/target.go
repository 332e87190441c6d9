package stat

// TargetVerdict is what may be said of a group and a target. The zero value says nothing.
type TargetVerdict int

const (
	// TargetCannotTell: the target lies within the interval.
	TargetCannotTell TargetVerdict = iota
	// TargetReached: the whole interval is at or above the target.
	TargetReached
	// TargetNotReached: the whole interval is below the target.
	TargetNotReached
	// TargetAbout: everybody answered, and the mean is the target as far as it is printed. Nothing is uncertain but the digits
	// that are not shown. [JudgeTarget] never says it: that a mean is rounded is known to whoever rounded it.
	TargetAbout
)

var targetNames = []string{"cannot_tell", "reached", "not_reached", "about"}

// String is the name used in documents.
func (v TargetVerdict) String() string { return name(targetNames, int(v)) }

// MarshalText writes [TargetVerdict.String].
func (v TargetVerdict) MarshalText() ([]byte, error) { return marshalName(targetNames, int(v)) }

// UnmarshalText reads what MarshalText wrote.
func (v *TargetVerdict) UnmarshalText(text []byte) error {
	i, err := unmarshalName(targetNames, text)
	*v = TargetVerdict(i)
	return err
}

// JudgeTarget holds an interval against a target in the same units. A target is reached at the target, so the lower
// limit may touch it; that matters where everybody answered and the interval is a point.
//
// It is a statement about this staff now, so the interval is a [Descriptive] one: [MeanInterval], or [ShareInterval]
// for a target such as 80 % in the top two. Give it the interval that is printed (after [Interval.RoundOut]) and the
// word can never contradict the figures. A target set after seeing the first wave regresses to the mean: schools
// chosen for low values improve on paper.
func JudgeTarget(interval Interval, target float64) TargetVerdict {
	switch {
	case interval.Low >= target:
		return TargetReached
	case interval.High < target:
		return TargetNotReached
	}
	return TargetCannotTell
}

// Gap is what is missing to the target, τ − m, in the units of the scale; negative beyond the target. Its interval is
// that of m turned round. It is always shown with one.
func Gap(mean float64, interval Interval, target float64) (gap float64, of Interval) {
	return target - mean, Interval{Low: target - interval.High, High: target - interval.Low}
}
