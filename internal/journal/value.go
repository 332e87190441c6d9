package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// errValue says that a value is of a kind that records do not hold.
var errValue = errors.New("journal: no record holds a value of this kind")

// The kinds of values. The width of a number is kept, because a column may take no other.
const (
	kindNil = iota
	kindFalse
	kindTrue
	kindString
	kindBytes
	kindNoBytes // a []byte that is nil
	kindID      // [16]byte
	kindInt
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindFloat32
	kindFloat64
)

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, kindNil), nil
	case bool:
		if v {
			return append(b, kindTrue), nil
		}
		return append(b, kindFalse), nil
	case string:
		b = binary.AppendUvarint(append(b, kindString), uint64(len(v)))
		return append(b, v...), nil
	case []byte:
		if v == nil {
			return append(b, kindNoBytes), nil
		}
		b = binary.AppendUvarint(append(b, kindBytes), uint64(len(v)))
		return append(b, v...), nil
	case [16]byte:
		return append(append(b, kindID), v[:]...), nil
	case int:
		return binary.AppendVarint(append(b, kindInt), int64(v)), nil
	case int8:
		return binary.AppendVarint(append(b, kindInt8), int64(v)), nil
	case int16:
		return binary.AppendVarint(append(b, kindInt16), int64(v)), nil
	case int32:
		return binary.AppendVarint(append(b, kindInt32), int64(v)), nil
	case int64:
		return binary.AppendVarint(append(b, kindInt64), v), nil
	case uint:
		return binary.AppendUvarint(append(b, kindUint), uint64(v)), nil
	case uint8:
		return binary.AppendUvarint(append(b, kindUint8), uint64(v)), nil
	case uint16:
		return binary.AppendUvarint(append(b, kindUint16), uint64(v)), nil
	case uint32:
		return binary.AppendUvarint(append(b, kindUint32), uint64(v)), nil
	case uint64:
		return binary.AppendUvarint(append(b, kindUint64), v), nil
	case float32:
		return binary.LittleEndian.AppendUint32(append(b, kindFloat32), math.Float32bits(v)), nil
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, kindFloat64), math.Float64bits(v)), nil
	}
	return b, fmt.Errorf("%w: %T", errValue, v)
}

// A Row is a row of a table, with a value for each column.
type Row struct {
	Table  string
	Values []any
}

func appendRow(b []byte, table string, values []any) ([]byte, error) {
	b = binary.AppendUvarint(b, uint64(len(table)))
	b = append(b, table...)
	b = binary.AppendUvarint(b, uint64(len(values)))
	for _, v := range values {
		var err error
		if b, err = appendValue(b, v); err != nil {
			return b, err
		}
	}
	return b, nil
}

// A parser reads what appendRow wrote. It is told only what has been decrypted, and believes no length all the same.
type parser struct {
	rest []byte
	err  error
}

var errForm = errors.New("journal: a row of another form than this program writes")

func (p *parser) rows() ([]Row, error) {
	var rows []Row
	for len(p.rest) > 0 && p.err == nil {
		row := Row{Table: string(p.bytes())}
		n := p.length()
		for range n {
			row.Values = append(row.Values, p.value())
			if p.err != nil {
				break
			}
		}
		rows = append(rows, row)
	}
	return rows, p.err
}

// length reads a count of things that take a byte each at least.
func (p *parser) length() int {
	n := p.uvarint()
	if n > uint64(len(p.rest)) {
		p.err = errForm
		return 0
	}
	return int(n)
}

func (p *parser) take(n int) []byte {
	if p.err != nil || n > len(p.rest) {
		p.err = errForm
		return make([]byte, n)
	}
	b := p.rest[:n]
	p.rest = p.rest[n:]
	return b
}

func (p *parser) bytes() []byte { return p.take(p.length()) }

func (p *parser) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 {
		p.err, n = errForm, 0
	}
	p.rest = p.rest[n:]
	return v
}

func (p *parser) varint() int64 {
	v, n := binary.Varint(p.rest)
	if n <= 0 {
		p.err, n = errForm, 0
	}
	p.rest = p.rest[n:]
	return v
}

func (p *parser) value() any {
	switch p.take(1)[0] {
	case kindNil:
		return nil
	case kindFalse:
		return false
	case kindTrue:
		return true
	case kindString:
		return string(p.bytes())
	case kindBytes:
		return append([]byte{}, p.bytes()...)
	case kindNoBytes:
		return []byte(nil)
	case kindID:
		return [16]byte(p.take(16))
	case kindInt:
		return int(p.varint())
	case kindInt8:
		return int8(p.varint())
	case kindInt16:
		return int16(p.varint())
	case kindInt32:
		return int32(p.varint())
	case kindInt64:
		return p.varint()
	case kindUint:
		return uint(p.uvarint())
	case kindUint8:
		return uint8(p.uvarint())
	case kindUint16:
		return uint16(p.uvarint())
	case kindUint32:
		return uint32(p.uvarint())
	case kindUint64:
		return p.uvarint()
	case kindFloat32:
		return math.Float32frombits(binary.LittleEndian.Uint32(p.take(4)))
	case kindFloat64:
		return math.Float64frombits(binary.LittleEndian.Uint64(p.take(8)))
	}
	p.err = errForm
	return nil
}
