package dev.bantam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a file into the store: resumes what an earlier pull left ({@code Range} with {@code
 * If-Range}), hashes while it writes, retries what may pass, and only then lets the file have its
 * name.
 */
final class Puller {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int UNSATISFIABLE = 416;

  private final Home home;
  private final Wire wire;
  private final Patience patience;

  Puller(Home home, Wire wire, Patience patience) {
    this.home = home;
    this.wire = wire;
    this.patience = patience;
  }

  /**
   * Fetches one file, unless it is here.
   *
   * @throws HubException.Network if the source cannot be reached, refuses, or fails too often
   * @throws HubException.Integrity if it sends something else than was promised
   * @throws HubException.Storage if the disk is full or fails
   * @throws HubException.Interrupted with what has come so far kept
   */
  Manifest.Item pull(RemoteFile remote, Progress progress) throws HubException {
    Manifest.Item present = present(remote);
    if (present != null) {
      return present;
    }
    progress.step("fetching " + remote.file() + " from " + remote.uri().getHost());
    try (PartFile part = PartFile.resume(home, remote.key(), progress)) {
      present = present(remote);
      if (present != null) {
        part.drop();
        return present;
      }
      if (part.length() > 0) {
        try {
          return fill(remote, part, progress);
        } catch (HubException.Integrity e) {
          // The fault may lie in what an earlier pull left, as after a power cut.
          progress.step("what an earlier pull left does not fit; starting anew");
          part.restart();
        }
      }
      try {
        return fill(remote, part, progress);
      } catch (HubException.Integrity e) {
        part.drop();
        throw e;
      }
    }
  }

  private Manifest.@Nullable Item present(RemoteFile remote) throws HubException.Storage {
    Digest digest = remote.digest();
    long size = digest == null ? -1 : home.blobs().size(digest);
    boolean fits = size >= 0 && (remote.bytes() < 0 || remote.bytes() == size);
    return digest != null && fits ? new Manifest.Item(remote.file(), digest, size) : null;
  }

  private Manifest.Item fill(RemoteFile remote, PartFile part, Progress progress)
      throws HubException {
    Retry retry = new Retry(patience);
    while (true) {
      long before = part.length();
      try {
        attempt(remote, part, progress);
        Digest digest = part.publish(remote.digest(), remote.toString());
        return new Manifest.Item(remote.file(), digest, part.length());
      } catch (TransientException e) {
        retry.pause(e, remote.toString(), part.length() - before, remote.bytes());
      }
    }
  }

  private void attempt(RemoteFile remote, PartFile part, Progress progress)
      throws HubException, TransientException {
    Map<String, String> headers = resumption(remote, part);
    if (headers.isEmpty() && part.length() > 0) {
      part.restart();
    }
    if (remote.bytes() >= 0 && part.length() == remote.bytes()) {
      return;
    }
    HttpResponse<InputStream> answer = wire.get(remote.uri(), remote.token(), headers);
    try (InputStream body = new StallWatch(answer.body(), patience)) {
      long total = accept(remote, part, answer);
      if (total >= 0) {
        Durable.requireSpace(home.partial(), total - part.length());
      }
      part.append(body, total, new Meter(progress, part.length(), total));
      if (total >= 0 && part.length() < total) {
        throw new TransientException("the connection ended early", null, null);
      }
    } catch (HubException | TransientException e) {
      throw e;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new HubException.Interrupted("the pull of " + remote);
      }
      throw new TransientException("the connection broke off: " + e.getMessage(), null, e);
    }
  }

  /** The request's headers to go on with what is here; empty to start at the beginning. */
  private static Map<String, String> resumption(RemoteFile remote, PartFile part) {
    PartFile.Sidecar sidecar = part.sidecar();
    Map<String, String> headers = new HashMap<>();
    if (sidecar == null || part.length() == 0) {
      return headers;
    }
    boolean sameSource = sidecar.source().equals(remote.uri().toString());
    String etag = sameSource ? sidecar.etag() : null;
    // With the digest known a part may go on from a mirror too: the hash will tell.
    if (etag != null || remote.digest() != null) {
      headers.put("Range", "bytes=" + part.length() + "-");
      if (etag != null) {
        headers.put("If-Range", etag);
      }
    }
    return headers;
  }

  /**
   * Checks an answer's head and brings the part to where its body goes on.
   *
   * @return the file's whole length, or -1 if unknown
   */
  private static long accept(RemoteFile remote, PartFile part, HttpResponse<InputStream> answer)
      throws HubException, TransientException {
    int status = answer.statusCode();
    if (status == UNSATISFIABLE && part.length() > 0) {
      part.restart();
      throw new TransientException("it holds less than an earlier pull got", null, null);
    }
    if (status != OK && status != PARTIAL) {
      throw Refusal.of(remote, answer);
    }
    String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new HubException.Network(
          remote + ": sends '" + encoding + "', although the plain file was asked for");
    }
    long length = contentLength(answer);
    if (status == PARTIAL) {
      ContentRange range =
          ContentRange.parse(answer.headers().firstValue("Content-Range").orElse(""));
      if (range == null || range.first() != part.length() || hasChanged(remote, part, answer)) {
        part.restart();
        throw new TransientException("it does not go on with what was here", null, null);
      }
      length = range.total();
    } else if (part.length() > 0) {
      part.restart();
    }
    if (remote.bytes() >= 0 && length >= 0 && length != remote.bytes()) {
      throw new HubException.Integrity(
          remote + ": has " + length + " bytes instead of " + remote.bytes());
    }
    long total = Math.max(length, remote.bytes());
    part.describe(new PartFile.Sidecar(remote.uri().toString(), strongEtag(answer), total));
    return total;
  }

  /** Whether a range belongs to another file than the part, for servers that ignore If-Range. */
  private static boolean hasChanged(
      RemoteFile remote, PartFile part, HttpResponse<InputStream> answer) {
    PartFile.Sidecar sidecar = part.sidecar();
    String etag = strongEtag(answer);
    return sidecar != null
        && sidecar.source().equals(remote.uri().toString())
        && sidecar.etag() != null
        && etag != null
        && !etag.equals(sidecar.etag());
  }

  private static long contentLength(HttpResponse<?> answer) throws HubException.Network {
    try {
      return answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    } catch (NumberFormatException e) {
      throw new HubException.Network("the answer's length is not a number");
    }
  }

  /** A weak validator does not say that the bytes are equal (RFC 9110, 13.1.5). */
  private static @Nullable String strongEtag(HttpResponse<?> answer) {
    String etag = answer.headers().firstValue("ETag").orElse("");
    return etag.startsWith("\"") && etag.length() <= 256 ? etag : null;
  }
}
