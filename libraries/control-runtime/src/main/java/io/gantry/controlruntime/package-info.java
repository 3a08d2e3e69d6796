/** What every controller is made of: API client, work queue, informer, expectations, events. */
package io.gantry.controlruntime;
