package dev.bantam.hub;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A Hugging Face hub's listings: which files a repository has, with their lengths and hashes. */
final class HuggingFace {
  private static final int COMMIT = 40;

  private final Environment environment;
  private final Wire wire;
  private final Patience patience;
  private HubException.@Nullable Network unreachable;

  HuggingFace(Environment environment, Wire wire, Patience patience) {
    this.environment = environment;
    this.wire = wire;
    this.patience = patience;
  }

  /**
   * What to fetch for a name.
   *
   * @param commit the revision that all files are taken from
   * @param licence as the model's card names it; null if it does not
   */
  record Selection(List<RemoteFile> files, String commit, @Nullable String licence) {}

  /**
   * Lists a repository and chooses the model's files.
   *
   * @throws HubException.Network if the hub cannot be reached, is switched off, or refuses
   * @throws HubException.BadName if the repository has no such file or quantisation
   */
  Selection select(ModelName.HuggingFace name) throws HubException {
    if (environment.hubOffline()) {
      throw new HubException.Network(name + ": HF_HUB_OFFLINE is set", true, null);
    }
    if (unreachable != null) {
      throw new HubException.Network(String.valueOf(unreachable.getMessage()), true, unreachable);
    }
    URI endpoint = environment.hubEndpoint();
    String repository = name.owner() + "/" + name.repo();
    URI about = address(endpoint, "/api/models/" + repository, null);
    try {
      JsonNode card = document(about, name.toString());
      String commit = revision(card.path("sha").asString(""));
      List<ModelFiles.Listed> listed = tree(endpoint, repository, commit, name.toString());
      List<RemoteFile> files = new ArrayList<>();
      for (ModelFiles.Chosen chosen : ModelFiles.choose(name.toString(), listed, name.selector())) {
        String path = "/" + repository + "/resolve/" + commit + "/" + chosen.listed().path();
        files.add(
            new RemoteFile(
                address(endpoint, path, null),
                chosen.file(),
                chosen.listed().bytes(),
                chosen.listed().digest(),
                environment.hubToken()));
      }
      return new Selection(files, commit, licence(card));
    } catch (HubException.Network e) {
      unreachable = e.unreachable() ? e : null;
      throw e;
    }
  }

  private List<ModelFiles.Listed> tree(URI endpoint, String repository, String commit, String what)
      throws HubException {
    List<ModelFiles.Listed> files = new ArrayList<>();
    String path = "/api/models/" + repository + "/tree/" + commit;
    URI page = address(endpoint, path, "recursive=true");
    while (page != null) {
      Page read = page(page, what);
      for (JsonNode node : read.json()) {
        String file = node.path("path").asString("");
        if (node.path("type").asString("").equals("file") && NameParser.isRelativeFile(file)) {
          Digest digest = Digest.parse(node.path("lfs").path("oid").asString(""));
          files.add(new ModelFiles.Listed(file, node.path("size").asLong(-1), digest));
        }
      }
      if (files.size() > Limits.LISTED_FILES) {
        throw new HubException.Network(what + ": lists too many files");
      }
      page = read.next();
    }
    return files;
  }

  private record Page(JsonNode json, @Nullable URI next) {}

  private JsonNode document(URI uri, String what) throws HubException {
    return page(uri, what).json();
  }

  private Page page(URI uri, String what) throws HubException {
    Retry retry = new Retry(patience);
    while (true) {
      try {
        return read(uri, what);
      } catch (TransientException e) {
        retry.pause(e, what, 0, -1);
      }
    }
  }

  private Page read(URI uri, String what) throws HubException, TransientException {
    HttpResponse<InputStream> answer =
        wire.get(uri, environment.hubToken(), Map.of("Accept", "application/json"));
    try (InputStream body = new StallWatch(answer.body(), patience)) {
      if (answer.statusCode() != 200) {
        throw Refusal.of(what, environment.hubToken() != null, answer);
      }
      byte[] json = body.readNBytes(Limits.HUB_DOCUMENT);
      if (json.length == Limits.HUB_DOCUMENT) {
        throw new HubException.Network(what + ": the hub's listing is too long");
      }
      String link = answer.headers().firstValue("Link").orElse("");
      return new Page(HubJson.tree(what, json), next(uri, link));
    } catch (MalformedFileException e) {
      throw new HubException.Network(
          uri.getHost() + " does not answer as a Hugging Face hub: " + e.reason());
    } catch (HubException | TransientException e) {
      throw e;
    } catch (IOException e) {
      throw new TransientException("the listing broke off: " + e.getMessage(), null, e);
    }
  }

  /** The address in {@code Link: <...>; rel="next"}, if it is on the same host. */
  private static @Nullable URI next(URI from, String link) {
    int end = link.indexOf('>');
    if (!link.startsWith("<") || end < 0 || !link.contains("rel=\"next\"")) {
      return null;
    }
    try {
      URI to = from.resolve(link.substring(1, end));
      return from.getAuthority().equals(to.getAuthority()) && !from.equals(to) ? to : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The licence's name on the model's card, where "other" is explained by a second field. */
  private static @Nullable String licence(JsonNode card) {
    JsonNode data = card.path("cardData");
    JsonNode licence = data.path("license");
    String first = licence.isArray() ? licence.path(0).asString("") : licence.asString("");
    String name = data.path("license_name").asString("");
    String text = first.equals("other") && !name.isEmpty() ? name : first;
    return text.isEmpty() ? null : text;
  }

  private static String revision(String sha) {
    boolean hex = sha.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    return sha.length() == COMMIT && hex ? sha : "main";
  }

  /** Escapes what a path or query may not hold. */
  private static URI address(URI endpoint, String path, @Nullable String query)
      throws HubException.Network {
    try {
      String base = endpoint.getPath() == null ? "" : endpoint.getPath();
      return new URI(endpoint.getScheme(), endpoint.getAuthority(), base + path, query, null);
    } catch (URISyntaxException e) {
      throw new HubException.Network(path + ": not an address: " + e.getReason());
    }
  }
}
