package surveys

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// JointOf returns the joint statement of a school; ok is false when nobody has been invited to write one.
func (s *Store) JointOf(school programme.SchoolID) (st JointStatement, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	st, ok = s.joint[school]
	return st, ok
}

// JointByLink returns the joint statement that a link leads to and what the link is good for, or [ErrNotFound].
func (s *Store) JointByLink(code LinkCode) (JointStatement, JointDoor, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	hash := code.jointHash()
	st, ok := s.joint[s.jointLinks[hash]]
	if !ok {
		return JointStatement{}, JointDoor{}, fmt.Errorf("joint statement: %w", ErrNotFound)
	}
	return st, st.door(hash), nil
}

// JointInstrument returns what a version of a joint statement answers.
func (s *Store) JointInstrument(v JointVersion) (*Instrument, error) {
	e, err := s.Instrument(JointSurvey, v.Instrument)
	return e.Instrument, err
}

// JointPhase is the phase for which the programme has a joint statement written.
func JointPhase() programme.PhaseKey { return programme.Builtin().Instruments[JointSurvey][0] }

// InviteJoint makes an invitation to write, or to write anew, the joint statement of a school. Links from before it are good for nothing any more, and
// a draft is dropped; the versions that are locked stand. It returns [programme.ErrNotFound] for an unknown school.
func (s *Store) InviteJoint(ctx context.Context, by audit.By, school programme.SchoolID) (JointStatement, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return JointStatement{}, err
	}
	defer end()
	if _, err := s.prog.School(school); err != nil {
		return JointStatement{}, err
	}
	st, known := s.JointOf(school)
	if !known {
		st = JointStatement{School: school, Phase: JointPhase()}
	}
	return s.storeJoint(ctx, by, st.invited(newJointCode(), stamp(by.At)), audit.Entry{Action: audit.JointInvited, School: string(school), Subject: string(school)})
}

// TakeJoint takes an invitation into use, and returns the links of the roles. They are kept nowhere and can be shown once. [ErrClosed] says that
// the invitation has been taken into use or replaced, [ErrNotFound] that there is none.
func (s *Store) TakeJoint(ctx context.Context, now time.Time, code LinkCode) (map[Role]LinkCode, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	st, door, err := s.JointByLink(code)
	if err == nil && door != (JointDoor{State: JointOpen}) {
		err = ErrClosed
	}
	if err != nil {
		return nil, err
	}
	st, codes := st.taken(stamp(now))
	if _, err := s.storeJoint(ctx, unnamed(now), st); err != nil {
		return nil, err
	}
	return codes, nil
}

// WriteJoint writes the draft of a joint statement, in the place of one that was read as its edit (0: there was none). Signatures given to what it
// said before are gone. The error is an *[Invalid] by item id, [ErrChanged] when somebody has written in the meantime, [ErrClosed] for a link
// that is good for nothing, or [ErrNotFound].
func (s *Store) WriteJoint(ctx context.Context, now time.Time, code LinkCode, edit int, answers map[ItemID]string) error {
	return s.changeJoint(ctx, now, code, func(st JointStatement, _ Role) (JointStatement, error) {
		in, ok := s.InstrumentInUse(JointSurvey)
		if !ok {
			return st, ErrClosed
		}
		if err := invalid(jointProblems(in, answers)); err != nil {
			return st, err
		}
		if st.edit() != edit {
			return st, ErrChanged
		}
		return st.written(in, answers), nil
	})
}

// SignJoint signs the draft for the role that holds the link, as it was read in that edit. The last signature locks it. Errors are those of
// [Store.WriteJoint].
func (s *Store) SignJoint(ctx context.Context, now time.Time, code LinkCode, edit int) error {
	return s.changeJoint(ctx, now, code, func(st JointStatement, role Role) (JointStatement, error) {
		if st.Draft == nil || st.edit() != edit {
			return st, ErrChanged
		}
		return st.signed(role, stamp(now)), nil
	})
}

// DropJoint throws a draft away, and leaves what is locked. Errors are those of [Store.WriteJoint].
func (s *Store) DropJoint(ctx context.Context, now time.Time, code LinkCode, edit int) error {
	return s.changeJoint(ctx, now, code, func(st JointStatement, _ Role) (JointStatement, error) {
		if st.edit() != edit {
			return st, ErrChanged
		}
		st.Draft = nil
		return st, nil
	})
}

// changeJoint changes the statement that a role's link leads to.
func (s *Store) changeJoint(ctx context.Context, now time.Time, code LinkCode, change func(JointStatement, Role) (JointStatement, error)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	st, door, err := s.JointByLink(code)
	if err != nil {
		return err
	}
	if door.Role == "" || door.State != JointOpen {
		return ErrClosed
	}
	if st, err = change(st, door.Role); err != nil {
		return err
	}
	_, err = s.storeJoint(ctx, unnamed(now), st)
	return err
}

// jointDocument is what the record keeps of a joint statement.
type jointDocument struct {
	Invited    time.Time      `json:"invited"`
	Invitation LinkCode       `json:"invitation"`
	Taken      time.Time      `json:"taken"`
	Draft      *JointVersion  `json:"draft"`
	Versions   []JointVersion `json:"versions"`
	Links      []jointLink    `json:"links"`
}

// unnamed stands for whoever came with a link, and is in no log.
func unnamed(now time.Time) audit.By { return audit.By{At: now} }

// storeJoint writes the statement as its next revision, and the entries that tell of it. Of what is done with its links there is none: whoever
// has one does not sign in, and the log is not about those who are asked.
func (s *Store) storeJoint(ctx context.Context, by audit.By, st JointStatement, told ...audit.Entry) (JointStatement, error) {
	st.Revision++
	document, err := json.Marshal(jointDocument{st.Invited, st.Invitation, st.Taken, st.Draft, st.Versions, st.links})
	if err != nil {
		return JointStatement{}, fmt.Errorf("store joint statement: %w", err)
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("joint_statement", string(st.School), string(st.Phase), int32(st.Revision), stamp(by.At), string(document))
	}, told...)
	if err != nil {
		return JointStatement{}, fmt.Errorf("store joint statement: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keepJoint(st)
	return st, nil
}

// keepJoint lets a statement be found. The caller holds mu.
func (s *Store) keepJoint(st JointStatement) {
	s.joint[st.School] = st
	for _, l := range st.links {
		s.jointLinks[l.Hash] = st.School
	}
}

func (s *Store) readJoint(r *duckdb.Reader) error {
	return each(r, "joint statements", func(row *sql.Rows) error {
		var st JointStatement
		var text string
		if err := row.Scan(&st.School, &st.Phase, &st.Revision, &text); err != nil {
			return err
		}
		var d jointDocument
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return fmt.Errorf("of school %s: %w", st.School, err)
		}
		st.Invited, st.Invitation, st.Taken, st.Draft, st.Versions, st.links = d.Invited, d.Invitation, d.Taken, d.Draft, slices.Clip(d.Versions), d.Links
		s.keepJoint(st)
		return nil
	}, `-- surveys.readJoint
		select school_id, phase, revision, document
		from joint_statement
		qualify row_number() over (partition by school_id order by revision desc) = 1`)
}
