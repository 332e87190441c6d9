// Package settings reads what an installation says about itself: who is responsible for it, whom people can ask, where it stands, how
// long answers are kept, and where it listens. The privacy statement and the data-protection documents are made from it, and retention goes by it.
//
// Settings are one small file, settings.toml in the data folder: [Load]. A municipality's operator keeps such a file with the rest of the
// server's configuration, reviews changes to it and gets it back with a backup, and the service cannot be started with half of it. A page
// for it would need an operator who signs in before anything is known about the installation. Without a file the service runs, and says
// on its pages that nobody has been named. [Example] is a file to begin with.
//
// Whatever is one value can also be given by a flag or the environment, under the same name ([Keys]), as containers and units of a service manager like it.
//
// What is wrong with a file is found all at once ([Invalid]), as sentences in the reader's language.
//
// Presets ([OIDC]) know the addresses of Feide and Entra ID; they are names here, and package federation is who goes there.
//
// Deliberately absent: secrets (the file says where one is kept), and anything that a change of would have to be logged by name. What was taken over is
// in the log as a hash and the number of months.
package settings
