/** How requests come in and answers go out: routes, limits, keys, errors. */
@NullMarked
package dev.bantam.server.http;

import org.jspecify.annotations.NullMarked;
