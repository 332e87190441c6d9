package testkit

import (
	"reflect"
	"slices"
	"testing"
)

// MethodsTaking lists the exported methods of a value that have a parameter of a type, such as "audit.By", in alphabetical order. A
// test holds its table against it, so that a new method cannot be forgotten.
func MethodsTaking(t testing.TB, value any, parameter string) []string {
	t.Helper()
	var names []string
	for method := range reflect.TypeOf(value).Methods() {
		for in := range method.Type.Ins() {
			if in.String() == parameter {
				names = append(names, method.Name)
				break
			}
		}
	}
	if names == nil {
		t.Fatalf("no method of %T takes a %s", value, parameter)
	}
	return slices.Sorted(slices.Values(names))
}
