/** Documents indexed with Lucene, by words and by vectors, and what of them answers a question. */
@NullMarked
package dev.bantam.retrieve;

import org.jspecify.annotations.NullMarked;
