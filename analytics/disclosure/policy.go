package disclosure

import (
	"errors"
	"fmt"
)

const (
	// DefaultMinGroup is the smallest group on which SePU's mapping surveys
	// publish figures.
	DefaultMinGroup = 7
	// FloorMinGroup is the least minimum group that anyone may choose. It is the
	// usual limit of staff surveys (Viva Glint, Effectory, OurSCHOOL) and the
	// least number for which the display classes of [ShowItem] are proven.
	FloorMinGroup = 5
)

// ErrBelowFloor reports a minimum group under [FloorMinGroup].
var ErrBelowFloor = errors.New("minimum group is below the floor of 5; choose 5 or more")

// ErrLowered reports an attempt to lower a minimum group that people have
// already answered under.
var ErrLowered = errors.New("minimum group can only be raised once people have been promised it")

// Policy holds the promise made to respondents before the first question.
// The zero value is not valid: a forgotten policy must not show anything.
type Policy struct {
	// MinGroup is k: nothing may be learnt on fewer respondents than this.
	MinGroup int `json:"minGroup"`
}

// DefaultPolicy returns the policy of a wave for which nobody chose another.
func DefaultPolicy() Policy { return Policy{MinGroup: DefaultMinGroup} }

// Validate returns [ErrBelowFloor] if the minimum group is too small.
func (p Policy) Validate() error {
	if p.MinGroup < FloorMinGroup {
		return fmt.Errorf("minimum group %d: %w", p.MinGroup, ErrBelowFloor)
	}
	return nil
}

// Raise returns the policy with a minimum group of at least the present one.
// A lower one gives [ErrLowered] and the policy unchanged.
func (p Policy) Raise(minGroup int) (Policy, error) {
	if minGroup < p.MinGroup {
		return p, fmt.Errorf("from %d to %d: %w", p.MinGroup, minGroup, ErrLowered)
	}
	raised := Policy{MinGroup: minGroup}
	if err := raised.Validate(); err != nil {
		return p, err
	}
	return raised, nil
}
