/** Images: present, pulled, or why not. */
package io.gantry.nodeagent.images;
