/** What the API is told about a pod: pure planning, and one writer. */
package io.gantry.nodeagent.status;
