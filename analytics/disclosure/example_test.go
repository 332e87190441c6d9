package disclosure_test

import (
	"fmt"

	"tilstand/analytics/disclosure"
)

// A school of 25 answers. Three assistants are too few to be shown, and what is
// left when the others are subtracted from the school would be theirs; so the
// smallest of the other groups is withheld with them.
func ExamplePlan_Pattern() {
	plan := disclosure.Partition("school", "teachers", "assistants", "after-school")
	states, err := plan.Pattern(disclosure.DefaultPolicy(), []int{14, 3, 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, g := range plan.Groups {
		fmt.Println(g.Label, states[i])
	}
	// Output:
	// school shown
	// teachers shown
	// assistants withheld
	// after-school withheld
}

// Eight answers on five steps, seven of them in 4 or 5.
func ExampleShowItem() {
	d := disclosure.ShowItem([]int{0, 0, 1, 4, 3})
	for _, b := range d.Bands {
		fmt.Printf("%d-%d: %v %d %%\n", b.From, b.To, b.Limit, b.Percent)
	}
	fmt.Printf("mean: %v, %.1f or more\n", d.Mean.State, d.Mean.Low)
	// Output:
	// 1-2: at most 25 %
	// 3-3: at most 25 %
	// 4-5: at least 75 %
	// mean: high, 4.2 or more
}

// The teachers are spread and the school is spread; the assistants nearly agree,
// and would follow from the two.
func ExamplePlan_ShowItems() {
	plan := disclosure.Partition("school", "teachers", "assistants")
	counts := [][]int{{2, 3, 4, 3, 2}, {0, 0, 0, 5, 3}}
	states := []disclosure.State{disclosure.Shown, disclosure.Shown, disclosure.Shown}
	displays, err := plan.ShowItems(states, counts)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, d := range displays {
		fmt.Println(plan.Groups[i].Label, d.N, d.Mean.State)
	}
	// Output:
	// school 22 value
	// teachers 14 withheld
	// assistants 8 withheld
}
