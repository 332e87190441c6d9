// Package mail sends the few letters that the service writes: an invitation, and a link to choose another password.
//
// [New] makes a [Sender] for the mail server of the installation; [Sender.Send] hands one [Letter] over. [Invitation] and [Reset] write letters in
// the reader's language. An installation without a mail server has a nil Sender: links are then shown to copy.
//
// Letters are plain text, and hold nothing but their words and a link of ours: no pictures, and nothing that tells whether they were read. They
// are sent by encrypted connections, unless the settings say that the server stands in the same house.
//
// Deliberately absent: a queue on the disk. A letter that the mail server does not take is tried once more and then given up, because
// its link soon ends; from there on the mail server keeps trying. This is the only importer of go-mail.
package mail
