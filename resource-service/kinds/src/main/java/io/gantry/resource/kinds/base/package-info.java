/** What every kind's rules are made of: the strategy to start from, findings, columns, ports. */
package io.gantry.resource.kinds.base;
