// Package federation has people come in by another house's sign-in: OpenID Connect, by an authorization code with PKCE.
//
// [New] makes the [Providers] of an installation. [Providers.Begin] says where a browser goes, and what it must bring back: a cookie. When it
// returns, [Providers.Finish] makes a [Person] of the two. Whom the person is here, and what they may do, package accounts decides.
//
// # What is checked
//
// The state, the nonce, and the verifier of PKCE (S256, RFC 7636) are new for each attempt. They travel in the cookie, sealed with a key that lives as long as
// the process: an answer is worth something in the browser alone that asked, once, and for ten minutes. The library (go-oidc) checks signature, issuer,
// audience and expiry of the ID token; what it leaves to its caller is checked here: nonce, authorized party, that an answer which names its issuer names the
// right one (RFC 9207), and that the description of somebody is of the same subject as the token. Each house has a redirect address of its own, so that
// the answer of one is never taken for another's.
//
// # Houses that are down
//
// Nothing is asked of a house before somebody wants to go there: a house that is down delays no start and no other page. Each conversation has a
// deadline, answers have a size, and redirects are not followed. After a failure the next attempt tries again; for some seconds meanwhile the failure is the answer.
//
// Deliberately absent: refresh tokens and access tokens that outlive an attempt, signing out there when somebody signs out here (the browser may
// be signed in to ten other services by the same house), and registration of this service by itself.
package federation
