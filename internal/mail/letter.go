package mail

import "tilstand/internal/i18n"

// Letter is one mail to one person.
type Letter struct {
	To      string // address
	Lang    string
	Subject string
	Text    string
}

// Invitation asks somebody in. By is the name of whoever invites.
func Invitation(words i18n.Printer, to, name, by, link string) Letter {
	return Letter{To: to, Lang: words.Lang(), Subject: words.T("mail.invitation_subject"), Text: words.T("mail.invitation", "name", name, "by", by, "link", link)}
}

// Reset brings the link to choose another password.
func Reset(words i18n.Printer, to, name, link string) Letter {
	return Letter{To: to, Lang: words.Lang(), Subject: words.T("mail.reset_subject"), Text: words.T("mail.reset", "name", name, "link", link)}
}
