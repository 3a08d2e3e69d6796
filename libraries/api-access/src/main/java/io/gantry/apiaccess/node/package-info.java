/** What a node may do: its own objects, and what its pods refer to. */
package io.gantry.apiaccess.node;
