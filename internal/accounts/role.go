package accounts

// Role is what somebody is at a place. A person can have several, at several places.
type Role string

// Roles.
const (
	Operator  Role = "operator"  // runs the installation, and sees no results
	Programme Role = "programme" // provides the course
	Owner     Role = "owner"     // answers for the schools of one owner
	Leader    Role = "leader"    // leads one school
	Member    Role = "member"    // of one school's resource group
	Viewer    Role = "viewer"    // has a link to chosen parts of one release, for a time
)

// Roles are all roles that are given to people, the widest first. A viewer is nobody in particular.
var Roles = []Role{Operator, Programme, Owner, Leader, Member}

// Kind is the kind of a place.
type Kind string

// Kinds of places.
const (
	AtInstallation Kind = "installation"
	AtProgramme    Kind = "programme"
	AtOwner        Kind = "owner"
	AtSchool       Kind = "school"
)

// kindOf is where a role is given.
var kindOf = map[Role]Kind{Operator: AtInstallation, Programme: AtProgramme, Owner: AtOwner, Leader: AtSchool, Member: AtSchool, Viewer: AtSchool}

// Sharing is how much of a school's results its owner sees. More includes less.
type Sharing int

// Degrees of sharing.
const (
	SharesNothing Sharing = iota
	SharesComponents
	SharesAll
)

// Place is where something is to be done, with the facts that decide about it. Ids are those of package programme.
type Place struct {
	Kind   Kind
	ID     string  // "" for the installation
	Owner  string  // of a school
	Shares Sharing // of a school, now
}

// Grant is a role at a place.
type Grant struct {
	Role Role
	At   string // id of the programme, owner or school; "" for the operator
}

// Strong reports whether the role asks for more than a password: a passkey, a code from an app, or another house's sign-in. Members
// see results and change nothing.
func (r Role) Strong() bool { return r != Member && r != Viewer }
