/** The web page. */
@NullMarked
package dev.bantam.server.page;

import org.jspecify.annotations.NullMarked;
