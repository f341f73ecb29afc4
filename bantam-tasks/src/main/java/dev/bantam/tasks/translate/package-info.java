/** Translates texts and files: with a glossary, a memory, and placeholders that survive. */
@NullMarked
package dev.bantam.tasks.translate;

import org.jspecify.annotations.NullMarked;
