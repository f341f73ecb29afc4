/**
 * How families of models write what is more than words: thoughts and calls of tools. A model's chat
 * template tells which family it is; {@link dev.bantam.generate.chat.ChatFormat} then writes
 * conversations for it and reads its answers.
 */
@NullMarked
package dev.bantam.generate.chat;

import org.jspecify.annotations.NullMarked;
