/** The OpenAPI documents of the served kinds, built when first asked for. */
package io.gantry.apischema.openapi;
