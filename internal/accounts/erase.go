package accounts

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Erase erases an account from every file: name, address, roles, links and secrets. What stays is its opaque id, in the log and where it made
// something, and that it has been erased. Operators and commands on the server do it; [Store.EraseOwn] is for everybody. Like all erasing it is durable
// first and then a rewriting of the file, which the next [Open] repeats after a kill. Errors: [ErrNotFound], [ErrForbidden], and [ErrLastOne] for the
// last operator.
func (s *Store) Erase(ctx context.Context, by audit.By, id audit.AccountID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if !slices.Contains(s.grantsOf(by.Account), Grant{Role: Operator}) {
		return ErrForbidden
	}
	return s.erase(ctx, by, id)
}

// EraseOwn erases the account of by, who shows the present password. Errors: *[Invalid], which holds "wrong" for it, and those of Erase.
func (s *Store) EraseOwn(ctx context.Context, by audit.By, proof Proof) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	p := s.person(by.Account)
	if p == nil {
		return ErrNotFound
	}
	problems, err := s.proved(ctx, by, p, proof)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return &Invalid{problems}
	}
	return s.erase(ctx, by, p.ID)
}

// erase takes both steps. The caller has begun.
func (s *Store) erase(ctx context.Context, by audit.By, id audit.AccountID) error {
	if err := s.markErased(ctx, by, id); err != nil {
		return err
	}
	return s.forgetErased(ctx)
}

// markErased makes it durable that an account is to be erased. The caller has begun.
func (s *Store) markErased(ctx context.Context, by audit.By, id audit.AccountID) error {
	p, operator := s.person(id), Grant{Role: Operator}
	switch {
	case p == nil:
		return ErrNotFound
	case p.holds(operator) && !p.Closed && len(s.HoldersAt("")) == 1:
		return ErrLastOne
	}
	gone := Account{ID: id, Closed: true} // an account without an address is one that was erased
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		return all(
			func() error { return tx.Append("account", gone.row(p.revision+1, by.At)...) },
			func() error {
				return audit.Append(tx, by, audit.Entry{Action: audit.AccountErased, Subject: string(id)})
			},
		)
	})
	if err != nil {
		return fmt.Errorf("erase an account: %w", err)
	}
	s.drop(id)
	return nil
}

// drop forgets an account in memory.
func (s *Store) drop(id audit.AccountID) {
	s.mu.Lock()
	delete(s.people, id)
	maps.DeleteFunc(s.links, func(_ string, l link) bool { return l.account == id })
	maps.DeleteFunc(s.requests, func(_ string, r Request) bool { return r.Account == id })
	maps.DeleteFunc(s.doors, func(_ Door, account audit.AccountID) bool { return account == id })
	s.mu.Unlock()
	s.Sessions.EndOf(id)
}

// forgetErased rewrites the file without what is left of accounts that have been erased. Without any it does nothing.
func (s *Store) forgetErased(ctx context.Context) error {
	erased := map[any]bool{}
	left := false
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
			var id string
			var more bool
			err := row.Scan(&id, &more)
			erased[id] = true
			left = left || more
			return struct{}{}, err
		}, `-- accounts.forgetErased
			select id, (select count(*) from account a where a.id = e.id) > 1
				or exists (from account_role where account_id = e.id) or exists (from account_secret where account_id = e.id) or exists (from account_link where account_id = e.id)
				or exists (from account_request where account_id = e.id)
			from account e where email = ''`)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for erased accounts: %w", err)
	}
	for id := range erased {
		s.drop(audit.AccountID(id.(string)))
	}
	if !left {
		return nil
	}
	err = s.record.Rewrite(ctx, func(from *duckdb.Reader, to *duckdb.Tx) error {
		return duckdb.CopyAll(from, to, func(table string, row []any) bool {
			column, ofAccounts := accountColumn[table]
			if !ofAccounts || !erased[row[column]] {
				return true
			}
			return table == "account" && row[3] == "" // its address
		})
	})
	if err != nil {
		return fmt.Errorf("erase accounts from the file: %w", err)
	}
	return nil
}

// accountColumn is where a table has the account that a row is of.
var accountColumn = map[string]int{"account": 0, "account_role": 0, "account_link": 1, "account_secret": 1, "account_request": 7}
