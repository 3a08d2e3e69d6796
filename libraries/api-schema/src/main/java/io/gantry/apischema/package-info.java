/**
 * The schema of the served kinds at run time: decoding, defaulting, pruning and strict checks in
 * one walk over compiled nodes, and the keys that patches and managed fields need.
 */
package io.gantry.apischema;
