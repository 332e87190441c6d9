package charts

import "html/template"

// KeyEntry explains a mark or a colour of a picture.
type KeyEntry struct {
	Label  string
	sample Drawing
	width  float64 // of the sample on paper, in pixels
}

// Picture is the sample on a page.
func (k KeyEntry) Picture() template.HTML { return k.sample.Markup() }

// Widths of samples in pixels.
const wideSample, narrowSample, swatch = 44, 16, 18

// NowKey explains the dot of now with its interval.
func NowKey(label string) KeyEntry {
	d := Drawing{class: "dots sample"}
	d.line("interval", 0, 100, 50, 50)
	d.dot("now", 50, nowRadius)
	return KeyEntry{label, d, wideSample}
}

// BeforeKey explains the open dots of earlier waves.
func BeforeKey(label string) KeyEntry {
	d := Drawing{class: "dots sample short"}
	d.dot("before", 50, beforeRadius)
	return KeyEntry{label, d, narrowSample}
}

// TargetKey explains the tick of the target.
func TargetKey(label string) KeyEntry {
	d := Drawing{class: "dots sample short"}
	d.line("target", 50, 50, 4, 96)
	return KeyEntry{label, d, narrowSample}
}

// ToneKey explains the colours of a scale by the labels of its steps, low to high; nil for a scale whose answers are not shown.
func ToneKey(labels []string) []KeyEntry {
	var key []KeyEntry
	for i, tone := range Tones(len(labels)) {
		d := Drawing{class: "spread swatch"}
		d.box(string(tone), 0, 100)
		key = append(key, KeyEntry{labels[i], d, swatch})
	}
	return key
}

// CourseKey explains the line of what was answered and, where there is a label for it, that of the targets.
func CourseKey(answered, target string) []KeyEntry {
	d := Drawing{class: "course sample"}
	d.area("band", []point{{0, 15}, {100, 15}, {100, 85}, {0, 85}})
	d.path("line", []point{{0, 50}, {100, 50}})
	d.dot("now", 50, courseRadius)
	key := []KeyEntry{{answered, d, wideSample}}
	if target != "" {
		d := Drawing{class: "course sample"}
		d.path("path", []point{{0, 50}, {100, 50}})
		key = append(key, KeyEntry{target, d, wideSample})
	}
	return key
}
