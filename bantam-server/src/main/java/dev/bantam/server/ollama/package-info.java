/** Ollama's API. */
@NullMarked
package dev.bantam.server.ollama;

import org.jspecify.annotations.NullMarked;
