package dev.bantam.tasks.chat.mcp;

import java.io.IOException;

/** A server of tools that cannot be started, does not answer, or answers with an error. */
public final class McpException extends IOException {
  private static final long serialVersionUID = 1L;

  McpException(String server, String reason) {
    super("tool server '%s' %s".formatted(server, reason));
  }
}
