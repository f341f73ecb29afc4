/** Summaries whose sentences can be traced to the document. */
@NullMarked
package dev.bantam.tasks.summarize;

import org.jspecify.annotations.NullMarked;
