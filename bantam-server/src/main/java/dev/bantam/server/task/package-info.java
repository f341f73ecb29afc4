/** Jobs over HTTP: one route each. */
@NullMarked
package dev.bantam.server.task;

import org.jspecify.annotations.NullMarked;
