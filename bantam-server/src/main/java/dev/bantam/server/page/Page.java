package dev.bantam.server.page;

import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The page at {@code /} and its files. They hold no data: everything that the page shows comes from
 * the APIs, with the user's key.
 */
public final class Page {
  /**
   * Nothing from elsewhere, nothing inline, no frame around it, and no text that becomes code or
   * markup.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final List<String> FILES =
      List.of(
          "answer.js",
          "api.js",
          "app.js",
          "arena.js",
          "base.css",
          "chat.css",
          "chat.js",
          "chats.js",
          "icon.svg",
          "markdown.js",
          "message.js",
          "metrics.js",
          "models.js",
          "setup.js",
          "tokens.js",
          "ui.js",
          "vendor/htm/htm.module.js",
          "vendor/markdown-it/markdown-it.esm.min.mjs",
          "vendor/preact/preact.mjs",
          "views.css");

  private Page() {}

  /** Adds the page's routes. */
  public static void register(Router router) throws IOException {
    add(router, "/", "index.html");
    for (String file : FILES) {
      add(router, "/page/" + file, file);
    }
  }

  private static void add(Router router, String path, String file) throws IOException {
    byte[] bytes = read(file);
    String type = type(file);
    router.add("GET", path, Api.OPENAI, Access.ANYONE, exchange -> send(exchange, type, bytes));
  }

  private static void send(Exchange exchange, String type, byte[] bytes) {
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.send(200, type, bytes);
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the page's " + file + " is missing from the program");
      }
      return in.readAllBytes();
    }
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
