/** Texts for people, one for each row of a table: brand voice, forbidden words, facts, lengths. */
@NullMarked
package dev.bantam.tasks.write;

import org.jspecify.annotations.NullMarked;
