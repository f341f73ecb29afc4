package dev.bantam.server.http;

/** Who may use a route. */
public enum Access {
  /** Anyone who reaches the server. */
  ANYONE,
  /** Who has a key, if the server asks for one. */
  USER,
  /** Who may change what is stored: without an admin key, nobody from afar. */
  ADMIN
}
