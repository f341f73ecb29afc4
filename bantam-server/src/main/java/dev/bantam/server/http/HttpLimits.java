package dev.bantam.server.http;

/** Every limit on what a client sends. */
public final class HttpLimits {
  /** Bytes of a request's line and headers. */
  public static final int HEAD = 16 << 10;

  /** Header fields of a request. */
  public static final int FIELDS = 64;

  /** Bytes of a request's body. */
  public static final int BODY = 2 << 20;

  /** How deep JSON may nest. */
  public static final int JSON_DEPTH = 64;

  /** Characters of a number. */
  public static final int NUMBER_CHARS = 1000;

  /** Messages of a conversation. */
  public static final int MESSAGES = 1024;

  /** Tools of a request. */
  public static final int TOOLS = 128;

  /** Texts that end an answer. */
  public static final int STOPS = 4;

  /** Characters of such a text. */
  public static final int STOP_CHARS = 256;

  /** Answers to one prompt. */
  public static final int CHOICES = 8;

  /** Tokens reported beside each token. */
  public static final int TOP_LOGPROBS = 20;

  /** Tokens of an answer where the client does not say. */
  public static final int DEFAULT_TOKENS = 512;

  private HttpLimits() {}
}
