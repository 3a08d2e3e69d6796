/**
 * The shared rules for names, labels, quantities, ports, selectors and metadata, in the words and
 * in the order of apimachinery. {@link Formats} says what is wrong with a text; the {@code *Rules}
 * classes attach that to a field. Everything here is pure.
 */
package io.gantry.resource.machinery.validation;
