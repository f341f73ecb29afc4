/** Endpoints that no API of a chat has, in the shapes of llama.cpp's server and of rerankers. */
@NullMarked
package dev.bantam.server.extra;

import org.jspecify.annotations.NullMarked;
