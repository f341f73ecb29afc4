package dev.bantam.server.http;

/** Every limit on what a client sends. */
public final class HttpLimits {
  /** Bytes of a request's line and headers. */
  public static final int HEAD = 16 << 10;

  /** Header fields of a request. */
  public static final int FIELDS = 64;

  /** Bytes of a request's body. */
  public static final int BODY = 2 << 20;

  /** Bytes of a body that holds a document. */
  public static final int DOCUMENT = 32 << 20;

  /** Bodies larger than {@link #BODY} that are worked on at a time. */
  public static final int DOCUMENTS = 8;

  /** Parts in which such a body may come. */
  public static final int BODY_PARTS = 1 << 15;

  /** Bytes of a larger body that are read and thrown away before the answer. */
  public static final int DISCARDED = 16 << 20;

  /** Connections at a time; more wait until one of them is closed. */
  public static final int CONNECTIONS = 2048;

  /** Bytes that the system keeps for a client that does not read. */
  public static final int SEND_BUFFER = 64 << 10;

  /** Bytes of an answer that are handed to the system at a time. */
  public static final int SLICE = 32 << 10;

  /** How deep JSON may nest. */
  public static final int JSON_DEPTH = 64;

  /** Characters of a number. */
  public static final int NUMBER_CHARS = 1000;

  /** Messages of a conversation. */
  public static final int MESSAGES = 1024;

  /** Tools of a request. */
  public static final int TOOLS = 128;

  /** Adapters that a request names. */
  public static final int ADAPTERS = 64;

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
