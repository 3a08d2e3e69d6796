/** The chain that every API call passes: flow control, authorization, audit, dispatch. */
package io.gantry.resource.machinery.chain;
