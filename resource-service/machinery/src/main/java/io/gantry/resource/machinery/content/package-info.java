/** How answers look: content negotiation, objects, lists, tables, metadata only, watch events. */
package io.gantry.resource.machinery.content;
