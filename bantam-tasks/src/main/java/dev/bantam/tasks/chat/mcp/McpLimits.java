package dev.bantam.tasks.chat.mcp;

import java.time.Duration;

/** Limits on what servers of tools may send, and for how long they are waited for. */
public final class McpLimits {
  /** Most bytes of a message. */
  public static final int MESSAGE_BYTES = 4 << 20;

  /** Most characters of a call's result. */
  public static final int RESULT_CHARS = 100_000;

  /** Most tools of a server. */
  public static final int TOOLS = 256;

  /** Most servers. */
  public static final int SERVERS = 32;

  /** Most characters of a description that the model is shown. */
  public static final int DESCRIPTION_CHARS = 1024;

  /** How long a server may take to start: long enough for npx to fetch one. */
  public static final Duration START = Duration.ofSeconds(60);

  /** How long a call may take. */
  public static final Duration CALL = Duration.ofSeconds(60);

  private McpLimits() {}
}
