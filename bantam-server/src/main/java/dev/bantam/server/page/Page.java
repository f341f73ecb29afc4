package dev.bantam.server.page;

import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.CRC32C;

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
          "ask.js",
          "base.css",
          "chat.css",
          "chat.js",
          "chatlist.js",
          "chats.js",
          "documents.css",
          "documents.js",
          "icon.svg",
          "job.js",
          "markdown.js",
          "message.js",
          "metrics.js",
          "models.js",
          "setup.js",
          "summary.js",
          "tokens.js",
          "translation.js",
          "ui.js",
          "vendor/htm/htm.module.js",
          "vendor/markdown-it/markdown-it.esm.min.mjs",
          "vendor/preact/preact.mjs",
          "views.css");

  private Page() {}

  /** Adds the page's routes. */
  public static void register(Router router) throws IOException {
    add(router, "/", "index.html");
    add(router, "/favicon.ico", "icon.svg"); // asked for beside what is no HTML
    for (String file : FILES) {
      add(router, "/page/" + file, file);
    }
  }

  private static void add(Router router, String path, String file) throws IOException {
    byte[] bytes = read(file);
    String tag = tag(bytes);
    router.add(
        "GET",
        path,
        Api.OPENAI,
        Access.ANYONE,
        exchange -> {
          exchange.setHeader("Content-Security-Policy", POLICY);
          exchange.setHeader("Referrer-Policy", "no-referrer");
          exchange.setHeader("Cache-Control", "no-cache");
          exchange.setHeader("ETag", tag);
          boolean known = tag.equals(exchange.header("If-None-Match"));
          exchange.send(known ? 304 : 200, type(file), known ? new byte[0] : bytes);
        });
  }

  /** Another one for other contents, so that a browser need not fetch what it has. */
  private static String tag(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return "\"%x-%x\"".formatted(bytes.length, sum.getValue());
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
