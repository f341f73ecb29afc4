/** What all chat APIs have in common. */
@NullMarked
package dev.bantam.server.chat;

import org.jspecify.annotations.NullMarked;
