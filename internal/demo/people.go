package demo

import (
	"context"
	"fmt"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// Actor is somebody made up whom one can be in the demo.
type Actor struct {
	Role accounts.Role
	Door accounts.Door
}

// People makes an account for each role, if it is not there yet, and opens a door to it. There is nobody
// where a school is real.
func People(ctx context.Context, store *accounts.Store, shown Shown, now time.Time) ([]Actor, error) {
	if shown.Code == "" || !shown.Alone {
		return nil, nil
	}
	school := accounts.Place{Kind: accounts.AtSchool, ID: string(shown.SchoolID), Owner: string(shown.OwnerID)}
	var people []Actor
	for _, p := range []struct {
		role  accounts.Role
		name  string
		at    accounts.Place
		email string
	}{
		{accounts.Leader, "Ragnhild Moe", school, "rektor@demo.example"},
		{accounts.Member, "Yusuf Ali", school, "ressurs@demo.example"},
		{accounts.Owner, "Kjersti Lund", accounts.Place{Kind: accounts.AtOwner, ID: string(shown.OwnerID)}, "eier@demo.example"},
		{accounts.Programme, "Tor Eide", accounts.Place{Kind: accounts.AtProgramme, ID: programme.Builtin().Key}, "kurs@demo.example"},
		{accounts.Operator, "Siri Vik", accounts.Place{Kind: accounts.AtInstallation}, "drift@demo.example"},
	} {
		account := accounts.Account{Email: p.email, Name: p.name, Lang: "nb"}
		account, _, err := store.Invite(ctx, audit.By{At: now, Account: audit.Service}, account, accounts.Grant{Role: p.role, At: p.at.ID}, p.at)
		if err != nil {
			return nil, fmt.Errorf("make the demo's people: %w", err)
		}
		people = append(people, Actor{p.role, store.OpenDoor(account.ID)})
	}
	return people, nil
}
