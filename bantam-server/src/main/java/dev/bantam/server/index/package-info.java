/** Document indexes over HTTP: by their names, never by a client's path. */
@NullMarked
package dev.bantam.server.index;

import org.jspecify.annotations.NullMarked;
