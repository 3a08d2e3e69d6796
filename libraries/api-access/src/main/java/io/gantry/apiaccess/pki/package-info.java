/** The cluster's certificates and keys, made on first start. */
package io.gantry.apiaccess.pki;
