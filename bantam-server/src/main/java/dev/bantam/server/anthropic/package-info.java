/** Anthropic's API. */
@NullMarked
package dev.bantam.server.anthropic;

import org.jspecify.annotations.NullMarked;
