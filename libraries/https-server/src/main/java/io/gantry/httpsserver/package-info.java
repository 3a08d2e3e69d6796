/** A listening socket with TLS, HTTP/1.1 and HTTP/2, and one servlet behind it. */
package io.gantry.httpsserver;
