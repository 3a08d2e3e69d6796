/** Who may do what: identities, the one parser of request paths, authenticators and authorizers. */
package io.gantry.apiaccess;
