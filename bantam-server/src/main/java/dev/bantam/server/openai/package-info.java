/** OpenAI's API. */
@NullMarked
package dev.bantam.server.openai;

import org.jspecify.annotations.NullMarked;
