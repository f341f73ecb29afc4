/**
 * Chat templates: an interpreter for the part of Jinja that they use, over plain data and without
 * reflection, and the templates of families whose files bring none.
 */
@NullMarked
package dev.bantam.tokenizer.chat;

import org.jspecify.annotations.NullMarked;
