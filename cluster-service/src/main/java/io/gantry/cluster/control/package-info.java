/** What these controllers share: life cycle, informers, the list of served resources. */
package io.gantry.cluster.control;
