/**
 * Tools of other programs by the Model Context Protocol (modelcontextprotocol.io, version
 * 2025-06-18), over standard input and output.
 */
@NullMarked
package dev.bantam.tasks.chat.mcp;

import org.jspecify.annotations.NullMarked;
