/** Conversations that remember, have a character, are guarded and may use tools. */
@NullMarked
package dev.bantam.tasks.chat;

import org.jspecify.annotations.NullMarked;
