package attack

import "bytes"

// digits reads the figures of a number, up to 15, which a float64 holds exactly; places are those after the point. ok is false where it is another
// number than that.
func (p *parser) digits() (value int64, places int, ok bool) {
	p.space()
	sign, from := int64(1), p.at
	if p.is('-') {
		sign, from = -1, from+1
	}
	point := -1
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c >= '0' && c <= '9':
			value = 10*value + int64(c-'0')
		case c == '.' && point < 0 && p.at > from:
			point = p.at
		case c == '.', c == 'e', c == 'E', c == '-', c == '+':
			return 0, 0, false
		default:
			return p.plain(sign*value, from, point)
		}
		if p.at-from > 15 {
			return 0, 0, false
		}
	}
	return p.plain(sign*value, from, point)
}

// plain is the value of digits that end here, if JSON allows them and -0 is not meant.
func (p *parser) plain(value int64, from, point int) (int64, int, bool) {
	places := 0
	if point >= 0 {
		places = p.at - point - 1
	}
	whole := p.at - from - places
	if point >= 0 {
		whole--
	}
	leadingZero := whole > 1 && p.text[from] == '0'
	return value, places, whole > 0 && !leadingZero && (point < 0 || places > 0) && (value != 0 || p.text[from-1] != '-')
}

var powersOfTen = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// number reads one. Two exact numbers, divided once: that is the float64 nearest to it.
func (p *parser) number() (x float64) {
	if p.word("null") {
		return 0
	}
	from := p.at
	if value, places, ok := p.digits(); ok {
		return float64(value) / powersOfTen[places]
	}
	p.byTheBook(p.token(from), &x)
	return x
}

func (p *parser) int() (n int) {
	if p.word("null") {
		return 0
	}
	from := p.at
	if value, places, ok := p.digits(); ok && places == 0 {
		return int(value)
	}
	p.byTheBook(p.token(from), &n)
	return n
}

// token reads to the end of what may be a number.
func (p *parser) token(from int) []byte {
	p.at = from
	for p.at < len(p.text) && bytes.IndexByte([]byte("+-.0123456789eE"), p.text[p.at]) >= 0 {
		p.at++
	}
	return p.text[from:p.at]
}
