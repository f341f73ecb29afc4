/** The server: models behind the APIs that clients know. */
@NullMarked
package dev.bantam.server;

import org.jspecify.annotations.NullMarked;
